package io.orgkeys.keycloak.benchmark;

import java.util.concurrent.atomic.LongAdder;

import io.orgkeys.client.ApiKeys;
import io.orgkeys.client.Decision;
import io.orgkeys.client.Metrics;
import io.orgkeys.client.Requirement;

/** A service that verifies keys with the Java library. It has its own connections to Keycloak. */
final class ResourceServer implements AutoCloseable {

    private static final Requirement READ_STATS = Requirement.permission("stats:read");
    private static final String ADDRESS = "192.0.2.1";

    private final Counts counts = new Counts();
    private final ApiKeys keys;

    private ResourceServer(String realmUrl) {
        keys = ApiKeys.ofRealm(realmUrl, Requests.CLIENT, Requests.CLIENT_SECRET)
                .metrics(counts)
                .start();
    }

    static ResourceServer start(String realmUrl) {
        return new ResourceServer(realmUrl);
    }

    void verify(String secret) {
        Decision decision = keys.verify(secret, ADDRESS, READ_STATS);
        if (!decision.isAllowed()) {
            throw new IllegalStateException("A valid key was refused with " + decision.status());
        }
    }

    int cachedKeys() {
        return keys.cachedKeys();
    }

    /** Returns how many verifications did not come from memory. */
    long introspections() {
        return counts.introspections.sum();
    }

    long polls() {
        return counts.polls.sum();
    }

    long failedPolls() {
        return counts.failedPolls.sum();
    }

    @Override
    public void close() {
        keys.close();
    }

    private static final class Counts implements Metrics {

        private final LongAdder introspections = new LongAdder();
        private final LongAdder polls = new LongAdder();
        private final LongAdder failedPolls = new LongAdder();

        @Override
        public void verified(int status, Source source) {
            if (source != Source.CACHE) {
                introspections.increment();
            }
        }

        @Override
        public void polled(boolean successful) {
            (successful ? polls : failedPolls).increment();
        }
    }
}
