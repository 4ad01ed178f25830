package io.orgkeys.keycloak.service;

import java.util.Locale;

/**
 * How a verification ends. In the order of the checks: the first that fails decides. But for the last one before the good:
 * it stands for a refusal that is not told, because whoever asks has had too many.
 */
public enum VerificationOutcome {
    MISSING_KEY(401, "No API key was sent. Send it in the x-api-key header."),
    MALFORMED_KEY(401, "This is not an API key, or it was not copied whole."),
    UNKNOWN_KEY(401, "There is no such API key: it was revoked, rotated away, or never existed."),
    DISABLED_KEY(401, "The API key is disabled."),
    EXPIRED_KEY(401, "The API key has expired."),
    ORGANIZATION_DISABLED(401, "The organization of the API key is disabled."),
    OWNER_INACTIVE(401, "The owner of the API key is disabled or has left the organization."),
    NETWORK_NOT_ALLOWED(403, "The API key may not be used from this address."),
    WRONG_ORGANIZATION(403, "The API key belongs to another organization."),
    INSUFFICIENT_PERMISSIONS(403, "The API key does not have the required permission."),
    TOO_MANY_REQUESTS(429, "Too many requests of this kind have failed. Wait, then try again."),
    GRANTED(200, "The API key is good for this.");

    private final int status;
    private final String detail;
    private final String code = name().toLowerCase(Locale.ROOT);

    VerificationOutcome(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** The HTTP status that fits: 401 for a key that is not good, 403 for a good one that may not do this. */
    public int status() {
        return status;
    }

    /** For people; may change. */
    public String detail() {
        return detail;
    }
}
