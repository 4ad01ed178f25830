package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A thief who makes a stolen key rotate itself repeatedly from several threads, to prevent its revocation. */
final class SelfRotatingThief implements AutoCloseable {

    private static final int THREADS = 12;

    private final TestRealm realm;
    private final List<Thread> threads;
    private final AtomicInteger rotations = new AtomicInteger();
    private final Queue<Answer> failures = new ConcurrentLinkedQueue<>();
    private volatile Answer newest;
    private volatile boolean stopped;

    SelfRotatingThief(TestRealm realm, Answer key) {
        this.realm = realm;
        this.newest = key;
        this.threads = IntStream.range(0, THREADS)
                .mapToObj(i -> new Thread(this::rotate))
                .toList();
        threads.forEach(Thread::start);
    }

    private void rotate() {
        while (!stopped) {
            Answer answer = realm.accountWith(secret(), "POST", "/self/rotate")
                    .json("{\"gracePeriod\":3600}")
                    .send();
            if (answer.status() == 201) {
                keepNewest(answer);
                rotations.incrementAndGet();
            } else if (answer.status() >= 500) {
                failures.add(answer);
            }
        }
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

    /** Returns the answers with a server error. */
    List<Answer> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops rotating and waits for the rotations in progress. */
    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
