package io.orgkeys.keycloak.rest;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyException;
import io.orgkeys.keycloak.model.KeyNotFoundException;
import io.orgkeys.keycloak.model.NotAllowedException;
import io.orgkeys.keycloak.model.OrganizationNotFoundException;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Calls of the account REST by a key that may not do what it tries, or tries what is not there. Whoever has found a key could
 * try out a lot; these count as refusals of the key.
 */
public final class RefusedCalls {

    private static final String CALLING_KEY = "org-api-key-calling";

    private RefusedCalls() {}

    /** Which key it is that calls. */
    public static void note(KeycloakSession session, ApiKey key) {
        session.setAttribute(CALLING_KEY, key.id());
    }

    /** What to answer instead, when the key that calls has had too many refusals. */
    static Optional<TooManyRequestsException> limit(KeycloakSession session, ApiKeyException refusal) {
        String keyId = session.getAttribute(CALLING_KEY, String.class);
        return keyId != null && isRefusal(refusal)
                ? ApiKeyServices.of(session).verifier().refused(keyId)
                : Optional.empty();
    }

    private static boolean isRefusal(ApiKeyException exception) {
        return exception instanceof NotAllowedException
                || exception instanceof KeyNotFoundException
                || exception instanceof OrganizationNotFoundException;
    }
}
