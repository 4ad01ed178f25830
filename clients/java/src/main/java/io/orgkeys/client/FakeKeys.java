package io.orgkeys.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Keys without Keycloak, for the tests of an application. Each key that the test did not accept is invalid. */
public final class FakeKeys implements KeyVerifier {

    private final Map<String, Caller> callers = new ConcurrentHashMap<>();
    private volatile boolean unavailable;

    /** Accepts this secret from now on. */
    public FakeKeys accept(String secret, Caller caller) {
        callers.put(secret, caller);
        return this;
    }

    /** Revokes this secret. */
    public FakeKeys revoke(String secret) {
        callers.remove(secret);
        return this;
    }

    /** Pretends that Keycloak does not answer. */
    public FakeKeys unavailable(boolean value) {
        unavailable = value;
        return this;
    }

    @Override
    public Decision verify(String secret, @Nullable String clientAddress, Requirement requirement) {
        if (unavailable) {
            return Decision.UNAVAILABLE;
        }
        Caller caller = callers.get(secret);
        if (caller == null) {
            return Decision.INVALID;
        }
        return requirement.isMetBy(caller) ? Decision.allowed(caller) : Decision.denied(caller);
    }
}
