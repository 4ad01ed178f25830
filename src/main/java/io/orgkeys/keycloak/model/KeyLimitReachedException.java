package io.orgkeys.keycloak.model;

import java.util.List;

/** The owner has as many keys as the realm allows. */
public final class KeyLimitReachedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    private final int limit;

    @SuppressWarnings("serial") // never serialized
    private final List<ApiKey> expired;

    public KeyLimitReachedException(int limit) {
        this(limit, List.of());
    }

    /** @param expired the owner's expired keys, which also count toward the limit */
    public KeyLimitReachedException(int limit, List<ApiKey> expired) {
        this(limit, expired, "Delete one first, or rotate the existing one to get a new secret.");
    }

    private KeyLimitReachedException(int limit, List<ApiKey> expired, String advice) {
        super(
                RequestRefusal.LIMIT_REACHED,
                "Only " + limit + (limit == 1 ? " key is" : " keys are") + " allowed here. " + advice);
        this.limit = limit;
        this.expired = List.copyOf(expired);
    }

    /** Returns the owner's expired keys, which also count toward the limit. */
    public List<ApiKey> expired() {
        return expired;
    }

    /** Returns the same exception with the name of this expired key, for a caller who can see the key. */
    public KeyLimitReachedException naming(ApiKey key) {
        return new KeyLimitReachedException(
                limit,
                expired,
                "The API key \"" + FieldError.shown(key.content().name()) + "\" (" + key.id()
                        + ") has expired and still counts: rotate it with a new expiresAt, or delete it.");
    }
}
