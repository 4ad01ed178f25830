package io.orgkeys.keycloak.model;

import java.util.Locale;

/**
 * A reason to refuse an API key. The reasons are in the order of the checks, and the first failed check determines the
 * reason. The HTTP status is 401 if the key is invalid, and 403 if the key is valid, but must not be used for this
 * request or from this address.
 */
public enum KeyRefusal implements Refusal {
    MISSING_KEY("No API key was sent. Send it in the x-api-key header."),
    MALFORMED_KEY("This is not an API key, or it is incomplete."),
    UNKNOWN_KEY("There is no such API key: it was revoked, replaced by a rotation, or never existed."),
    DISABLED_KEY("The API key is disabled."),
    EXPIRED_KEY("The API key has expired."),
    ORGANIZATION_DISABLED("The organization of the API key is disabled."),
    OWNER_INACTIVE("The owner of the API key is disabled or has left the organization."),
    NETWORK_NOT_ALLOWED(403, "Network not allowed", "The API key cannot be used from this address."),
    WRONG_ORGANIZATION(403, "Not permitted", "The API key belongs to another organization."),
    INSUFFICIENT_PERMISSIONS(403, "Not permitted", "The API key does not have the required permission."),
    /** Hides the actual reason, because the client address or the key has exceeded a rate limit. */
    TOO_MANY_REQUESTS(429, "Too many requests", "Too many requests of this kind have failed. Wait, then try again.");

    private final Problem problem;

    KeyRefusal(String detail) {
        this(401, "Not authenticated", detail);
    }

    KeyRefusal(int status, String title, String detail) {
        this.problem = new Problem(status, name().toLowerCase(Locale.ROOT), title, detail);
    }

    @Override
    public Problem problem() {
        return problem;
    }
}
