package io.orgkeys.keycloak.rest;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Limits the refused calls of a key at the account REST. Somebody who has found a key could otherwise try out what it may do and
 * which ids exist.
 */
public final class RefusedCalls {

    private static final String CALLING_KEY = "org-api-key-calling";

    private RefusedCalls() {}

    /** Remembers for the request which key calls. */
    public static void note(KeycloakSession session, ApiKey key) {
        session.setAttribute(CALLING_KEY, key.id());
    }

    /** Counts a refusal of the key that calls. Returns the answer to give instead when the key has exceeded the limit. */
    static Optional<RefusedException> limit(KeycloakSession session, Refusal refusal) {
        String keyId = session.getAttribute(CALLING_KEY, String.class);
        return keyId != null && counts(refusal)
                ? ApiKeyServices.of(session).verifier().refused(keyId).map(TooManyRequestsException::new)
                : Optional.empty();
    }

    /** Refusals of the key itself do not count here: they tell its holder nothing about others. */
    private static boolean counts(Refusal refusal) {
        return refusal instanceof RequestRefusal request
                && switch (request) {
                    case FORBIDDEN, KEY_NOT_FOUND, ORGANIZATION_NOT_FOUND -> true;
                    case INVALID_REQUEST,
                            NOT_AUTHENTICATED,
                            INVALID_SIGNATURE,
                            DELETED_KEY,
                            ORGANIZATIONS_DISABLED,
                            RESOURCE_NOT_FOUND,
                            LIMIT_REACHED,
                            LEAKED_KEY,
                            CONFLICT,
                            STALE_VERSION,
                            TEMPORARILY_UNAVAILABLE -> false;
                };
    }
}
