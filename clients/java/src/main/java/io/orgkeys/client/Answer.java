package io.orgkeys.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The answer to an introspection.
 *
 * @param known whether Keycloak told whether the key is active
 * @param caller null if the key is not active
 */
record Answer(boolean known, @Nullable Caller caller) {

    private static final Answer FAILED = new Answer(false, null);
    private static final Answer INACTIVE = new Answer(true, null);

    static Answer of(int status, byte @Nullable [] body) {
        Map<String, @Nullable Object> claims = status == 200 ? Json.object(body) : null;
        if (claims == null || !(claims.get("active") instanceof Boolean active)) {
            return FAILED;
        }
        if (!active) {
            return INACTIVE;
        }
        try {
            return new Answer(true, Caller.of(claims));
        } catch (MalformedAnswerException malformed) {
            return FAILED;
        }
    }

    boolean isInactive() {
        return known && caller == null;
    }

    Decision decide(Requirement requirement) {
        if (caller == null) {
            return known ? Decision.INVALID : Decision.UNAVAILABLE;
        }
        return requirement.isMetBy(caller) ? Decision.allowed(caller) : Decision.denied(caller);
    }
}
