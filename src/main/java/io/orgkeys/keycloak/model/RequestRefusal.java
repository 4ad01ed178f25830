package io.orgkeys.keycloak.model;

import java.util.Locale;

/** A reason to refuse a request. The reasons to refuse the API key in a request are in {@link KeyRefusal}. */
public enum RequestRefusal implements Refusal {
    INVALID_REQUEST(400, "Invalid request", "The request has errors. See \"errors\" for each of them."),
    NOT_AUTHENTICATED(
            401,
            "Not authenticated",
            "Send a bearer token for the account REST API, or an API key in the x-api-key header."),
    INVALID_SIGNATURE(401, "Not authenticated", "The report is not signed by a leak reporter of this realm."),
    /** The caller is allowed to see the object, but not to perform this operation on the object. */
    FORBIDDEN(403, "Forbidden"),
    /** The key does not exist, or the caller is not allowed to see it. */
    KEY_NOT_FOUND(404, "API key not found", "There is no such API key."),
    /**
     * The key was deleted. Only for callers who are allowed to see the keys of the organization. Other callers get
     * {@link #KEY_NOT_FOUND}.
     */
    DELETED_KEY(404, "API key deleted"),
    /** The organization does not exist, or the caller is not allowed to see it. */
    ORGANIZATION_NOT_FOUND(404, "Organization not found", "There is no such organization."),
    /** The user does not exist, or the caller is not allowed to see the user. */
    USER_NOT_FOUND(404, "User not found", "There is no such user."),
    ORGANIZATIONS_DISABLED(404, "Organizations disabled", "Organizations are not enabled for this realm."),
    RESOURCE_NOT_FOUND(404, "Resource not found", "The catalog has no such resource."),
    FILE_NOT_FOUND(404, "File not found", "The embedded page has no such file. It can be a file of another version."),
    /** The owner has as many keys as the realm allows. */
    LIMIT_REACHED(409, "Limit reached"),
    /** The current secret of the key is public, so enabling the key would make that secret valid again. */
    LEAKED_KEY(409, "Leaked key", "The secret of the API key has leaked. Rotate the key first, then enable it."),
    CONFLICT(409, "Conflict"),
    STALE_VERSION(412, "Stale version", "It has changed since you read it. Read it again, then repeat your change."),
    TEMPORARILY_UNAVAILABLE(503, "Temporarily unavailable", "Keycloak cannot verify the API key right now.");

    private final Problem problem;

    /** Creates a reason for which every {@link RefusedException} has a detail of its own. */
    RequestRefusal(int status, String title) {
        this(status, title, title + ".");
    }

    RequestRefusal(int status, String title, String detail) {
        this.problem = new Problem(status, name().toLowerCase(Locale.ROOT), title, detail);
    }

    @Override
    public Problem problem() {
        return problem;
    }
}
