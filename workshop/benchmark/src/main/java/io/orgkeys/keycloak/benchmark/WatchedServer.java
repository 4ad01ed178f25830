package io.orgkeys.keycloak.benchmark;

import java.util.concurrent.atomic.AtomicInteger;

import io.orgkeys.client.ApiKeys;
import io.orgkeys.client.Decision;
import io.orgkeys.client.Metrics;
import io.orgkeys.client.Requirement;

/** A resource server that verifies keys with the Java library, and of which each verification is watched. */
final class WatchedServer implements AutoCloseable {

    private final Recorder recorder = new Recorder();
    private final ApiKeys keys;

    WatchedServer(String realmUrl) {
        keys = ApiKeys.ofRealm(realmUrl, Requests.CLIENT, Requests.CLIENT_SECRET)
                .metrics(recorder)
                .start();
    }

    /**
     * A decision, and how the library made it.
     *
     * @param began in nanoseconds
     * @param ended in nanoseconds
     */
    record Verification(int status, boolean isFromMemory, long began, long ended) {

        boolean isAllowed() {
            return status == 200;
        }
    }

    Verification verify(String secret, Requirement requirement) {
        long began = System.nanoTime();
        Decision decision = keys.verify(secret, requirement);
        return new Verification(decision.status(), recorder.lastWasFromMemory.get(), began, System.nanoTime());
    }

    /** Returns the number of successful polls. */
    int polls() {
        return recorder.polls.get();
    }

    @Override
    public void close() {
        keys.close();
    }

    private static final class Recorder implements Metrics {

        private final ThreadLocal<Boolean> lastWasFromMemory = ThreadLocal.withInitial(() -> false);
        private final AtomicInteger polls = new AtomicInteger();

        @Override
        public void verified(int status, Source source) {
            lastWasFromMemory.set(source == Source.CACHE);
        }

        @Override
        public void polled(boolean successful) {
            if (successful) {
                polls.incrementAndGet();
            }
        }
    }
}
