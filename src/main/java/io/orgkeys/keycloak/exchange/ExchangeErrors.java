package io.orgkeys.keycloak.exchange;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.services.CorsErrorResponseException;

import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.service.Verification;

/**
 * The errors of an exchange (RFC 8693 §2.2.2, RFC 6749 §5.2). Each method raises the event and returns the exception to
 * throw.
 */
final class ExchangeErrors {

    private final TokenExchangeContext context;

    ExchangeErrors(TokenExchangeContext context) {
        this.context = context;
    }

    CorsErrorResponseException refused(Verification verification, String description) {
        RefusalEvents.raise(context.getEvent(), verification);
        return exception(OAuthErrorException.INVALID_REQUEST, description);
    }

    CorsErrorResponseException invalidRequest(String description) {
        return error(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST, description);
    }

    CorsErrorResponseException invalidTarget(String description) {
        return error(OAuthErrorException.INVALID_TARGET, Errors.INVALID_REQUEST, description);
    }

    CorsErrorResponseException invalidScope(String description) {
        return error(OAuthErrorException.INVALID_SCOPE, Errors.INVALID_REQUEST, description);
    }

    CorsErrorResponseException unauthorizedClient(String eventError, String description) {
        return error(OAuthErrorException.UNAUTHORIZED_CLIENT, eventError, description);
    }

    private CorsErrorResponseException error(String error, String eventError, String description) {
        context.getEvent().detail(Details.REASON, description).error(eventError);
        return exception(error, description);
    }

    private CorsErrorResponseException exception(String error, String description) {
        return new CorsErrorResponseException(context.getCors(), error, description, Response.Status.BAD_REQUEST);
    }
}
