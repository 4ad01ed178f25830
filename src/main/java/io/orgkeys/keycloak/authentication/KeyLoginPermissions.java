package io.orgkeys.keycloak.authentication;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.representations.IDToken;
import org.keycloak.services.CorsErrorResponseException;

import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyUnavailableException;

/**
 * Decides whether a login with a key may get permissions of Keycloak Authorization Services. Keycloak derives these
 * permissions from the roles of the user. So only a login that keeps the user's roles may get such permissions, and
 * only while the key is valid.
 */
final class KeyLoginPermissions {

    /**
     * The form parameters that can contain a token of a login with a key. If such a token is in the {@code
     * Authorization} header instead, Keycloak refuses it.
     */
    private static final List<String> TOKENS = List.of("claim_token", "subject_token");

    private final OAuth2GrantType.Context context;
    private final KeycloakSession session;

    KeyLoginPermissions(OAuth2GrantType.Context context) {
        this.context = context;
        this.session = context.getSession();
    }

    /** @throws CorsErrorResponseException with {@code access_denied} if the login may not get permissions */
    void requirePermitted() {
        TOKENS.stream()
                .map(context.getFormParams()::getFirst)
                .filter(Objects::nonNull)
                .flatMap(token -> login(token).stream())
                .forEach(this::requirePermitted);
    }

    /** Returns the login with a key for which the token was issued. Returns empty for any other token. */
    private Optional<KeyLogin> login(String text) {
        IDToken token = session.tokens().decode(text, IDToken.class);
        if (token == null || token.getSessionId() == null) {
            return Optional.empty();
        }
        RealmModel realm = context.getRealm();
        UserSessionModel online = session.sessions().getUserSession(realm, token.getSessionId());
        return Optional.ofNullable(
                        online == null ? session.sessions().getOfflineUserSession(realm, token.getSessionId()) : online)
                .flatMap(KeyLogin::of);
    }

    private void requirePermitted(KeyLogin login) {
        if (!login.keepsRoles()) {
            String reason = "The login with an API key is limited to the permissions of the key.";
            context.getEvent().detail(Details.REASON, reason).error(Errors.ACCESS_DENIED);
            throw denied(reason);
        }
        Verification verification;
        try {
            verification = login.verifyAgain(session, EntryPoint.LOGIN_TOKEN);
        } catch (StoreUnavailableException e) {
            throw new KeyUnavailableException(context.getCors());
        }
        if (!verification.isGranted()) {
            RefusalEvents.raise(context.getEvent(), verification);
            throw denied(verification.detail());
        }
    }

    private CorsErrorResponseException denied(String description) {
        return new CorsErrorResponseException(
                context.getCors(), OAuthErrorException.ACCESS_DENIED, description, Response.Status.FORBIDDEN);
    }
}
