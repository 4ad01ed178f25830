package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A thief who makes a stolen key rotate itself repeatedly from several threads, to prevent its revocation. */
final class SelfRotatingThief implements AutoCloseable {

    private static final int THREADS = 12;

    private final TestRealm realm;
    private final RequestLoop loop;
    private final AtomicInteger rotations = new AtomicInteger();
    private volatile Answer newest;

    SelfRotatingThief(TestRealm realm, Answer key) {
        this.realm = realm;
        this.newest = key;
        this.loop = new RequestLoop(THREADS, this::rotate);
    }

    private Answer rotate() {
        Answer answer = realm.accountWith(secret(), "POST", "/self/rotate")
                .json("{\"gracePeriod\":3600}")
                .send();
        if (answer.status() == 201) {
            keepNewest(answer);
            rotations.incrementAndGet();
        }
        return answer;
    }

    /**
     * Keeps the answer with the newest secret. Answers may arrive out of order, and older secrets are no longer valid.
     */
    private synchronized void keepNewest(Answer rotated) {
        if (version(rotated) > version(newest)) {
            newest = rotated;
        }
    }

    private static int version(Answer key) {
        return key.json().get("version").asInt();
    }

    /** Waits until the key has rotated itself this many times. */
    SelfRotatingThief awaitRotations(int times) {
        new Lags().await(Duration.ofMinutes(1), () -> rotations.get() >= times);
        return this;
    }

    /** Returns the newest secret that the thief has received. */
    String secret() {
        return newest.text("secret");
    }

    /** Returns the bodies of answers with a server error, and the exceptions of requests that got no answer. */
    List<String> failures() {
        return loop.failures();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Stops rotating and waits for the rotations in progress. */
    void stop() {
        loop.stop();
    }
}
