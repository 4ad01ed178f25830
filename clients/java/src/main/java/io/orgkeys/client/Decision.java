package io.orgkeys.client;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The result of a verification. Immutable. */
public final class Decision implements KeyCache.Step {

    static final Decision INVALID = new Decision(401, null);
    static final Decision UNAVAILABLE = new Decision(503, null);

    private final int status;
    private final @Nullable Caller caller;

    private Decision(int status, @Nullable Caller caller) {
        this.status = status;
        this.caller = caller;
    }

    /** Returns the decision that the key is valid and meets the requirement. */
    public static Decision allowed(Caller caller) {
        return new Decision(200, Objects.requireNonNull(caller));
    }

    /** Returns the decision that the key is valid and does not meet the requirement. */
    public static Decision denied(Caller caller) {
        return new Decision(403, Objects.requireNonNull(caller));
    }

    /** Returns the decision that the key is not valid. */
    public static Decision invalid() {
        return INVALID;
    }

    /** Returns the decision that nobody knows whether the key is valid, because Keycloak does not answer. */
    public static Decision unavailable() {
        return UNAVAILABLE;
    }

    /**
     * Returns the status of the answer: 200, 401 for an invalid key, 403 for a valid key that does not meet the
     * requirement, 503 if Keycloak does not answer.
     */
    public int status() {
        return status;
    }

    public boolean isAllowed() {
        return status == 200;
    }

    /**
     * Returns the caller whose request is allowed.
     *
     * @throws IllegalStateException if the request is not allowed
     */
    public Caller caller() {
        if (caller == null || status != 200) {
            throw new IllegalStateException("The request is refused with " + status);
        }
        return caller;
    }

    @Override
    public String toString() {
        return status + (caller == null ? "" : " " + caller);
    }
}
