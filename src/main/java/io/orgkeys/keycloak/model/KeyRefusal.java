package io.orgkeys.keycloak.model;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A reason to refuse an API key. The reasons are in the order of the checks, and the first failed check determines the
 * reason. The HTTP status is 401 if the key is invalid, and 403 if the key is valid, but must not be used for this
 * request or from this address.
 */
public enum KeyRefusal implements Refusal {
    MISSING_KEY(Event.NEVER, "No API key was sent. Send it in the x-api-key header."),
    MALFORMED_KEY(Event.NEVER, "This is not an API key, or it is incomplete."),
    UNKNOWN_KEY(Event.LIMITED, "There is no such API key: it was revoked, replaced by a rotation, or never existed."),
    DISABLED_KEY(ApiKeyStatus.DISABLED, "The API key is disabled."),
    EXPIRED_KEY(ApiKeyStatus.EXPIRED, "The API key has expired."),
    ORGANIZATION_DISABLED(ApiKeyStatus.SUSPENDED, "The organization of the API key is disabled."),
    OWNER_INACTIVE(ApiKeyStatus.SUSPENDED, "The owner of the API key is disabled or has left the organization."),
    NETWORK_NOT_ALLOWED(403, "Network not allowed", Event.ALWAYS, "The API key cannot be used from this address."),
    WRONG_ORGANIZATION(403, "Not permitted", Event.ALWAYS, "The API key belongs to another organization."),
    INSUFFICIENT_PERMISSIONS(403, "Not permitted", Event.ALWAYS, "The API key does not have the required permission."),
    /** Hides the actual reason, because the client address or the key has exceeded a rate limit. */
    TOO_MANY_REQUESTS(
            429, "Too many requests", Event.NEVER, "Too many requests of this kind have failed. Wait, then try again.");

    /** How often endpoints that accept anonymous requests raise an event about a refusal. */
    public enum Event {
        NEVER,
        /** At a limited rate, because anybody can cause any number of these refusals. */
        LIMITED,
        ALWAYS
    }

    private final Problem problem;

    private final Event event;

    private final @Nullable ApiKeyStatus keyStatus;

    /** Creates a reason for which there is no key. */
    KeyRefusal(Event event, String detail) {
        this(401, "Not authenticated", event, detail, null);
    }

    /** Creates a reason that follows from the state of the key. Also determines the status of the key. */
    KeyRefusal(ApiKeyStatus keyStatus, String detail) {
        this(401, "Not authenticated", Event.ALWAYS, detail, keyStatus);
    }

    /** Creates a reason that depends on the request. */
    KeyRefusal(int status, String title, Event event, String detail) {
        this(status, title, event, detail, null);
    }

    KeyRefusal(int status, String title, Event event, String detail, @Nullable ApiKeyStatus keyStatus) {
        this.problem = new Problem(status, name().toLowerCase(Locale.ROOT), title, detail);
        this.event = event;
        this.keyStatus = keyStatus;
    }

    @Override
    public Problem problem() {
        return problem;
    }

    public Event event() {
        return event;
    }

    /** Returns the status of a key that is refused for this reason; null if the reason depends on the request. */
    public @Nullable ApiKeyStatus keyStatus() {
        return keyStatus;
    }
}
