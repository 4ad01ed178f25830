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
 * Limits how often calls of a key to the account REST API can be refused. Without a limit, an attacker with a stolen
 * key could try out the permissions of the key, and the ids of other keys and organizations.
 */
public final class RefusedCalls {

    private static final String CALLING_KEY = "org-api-key-calling";

    private RefusedCalls() {}

    /** Stores the calling key in the session of the request. */
    public static void note(KeycloakSession session, ApiKey key) {
        session.setAttribute(CALLING_KEY, key.id());
    }

    /** Counts a refusal of the calling key. If the key has exceeded the limit, returns the refusal to send instead. */
    static Optional<RefusedException> limit(KeycloakSession session, Refusal refusal) {
        String keyId = session.getAttribute(CALLING_KEY, String.class);
        return keyId != null && isCounted(refusal)
                ? ApiKeyServices.of(session).verifier().refused(keyId).map(TooManyRequestsException::new)
                : Optional.empty();
    }

    /**
     * Returns whether the refusal counts toward the limit. Only refusals that can reveal something about the
     * permissions of the key or about other objects count.
     */
    private static boolean isCounted(Refusal refusal) {
        return refusal instanceof RequestRefusal request
                && switch (request) {
                    case FORBIDDEN, KEY_NOT_FOUND, ORGANIZATION_NOT_FOUND, USER_NOT_FOUND -> true;
                    case INVALID_REQUEST,
                            NOT_AUTHENTICATED,
                            INVALID_SIGNATURE,
                            DELETED_KEY,
                            ORGANIZATIONS_DISABLED,
                            RESOURCE_NOT_FOUND,
                            FILE_NOT_FOUND,
                            LIMIT_REACHED,
                            LEAKED_KEY,
                            CONFLICT,
                            STALE_VERSION,
                            TEMPORARILY_UNAVAILABLE -> false;
                };
    }
}
