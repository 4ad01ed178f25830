package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Somebody who has stolen a key and has it rotate itself again and again, many times at once, so that nobody can revoke it. */
final class RestlessThief implements AutoCloseable {

    private static final int AT_ONCE = 12;

    private final TestRealm realm;
    private final List<Thread> threads;
    private final AtomicInteger rotations = new AtomicInteger();
    private final Queue<Answer> failures = new ConcurrentLinkedQueue<>();
    private volatile Answer newest;
    private volatile boolean stopped;

    RestlessThief(TestRealm realm, Answer key) {
        this.realm = realm;
        this.newest = key;
        this.threads = IntStream.range(0, AT_ONCE)
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
                take(answer);
                rotations.incrementAndGet();
            } else if (answer.status() >= 500) {
                failures.add(answer);
            }
        }
    }

    /** Answers do not arrive in the order of the rotations: a secret that is older than another is no longer valid. */
    private synchronized void take(Answer rotated) {
        if (version(rotated) > version(newest)) {
            newest = rotated;
        }
    }

    private static int version(Answer key) {
        return key.json().get("version").asInt();
    }

    /** Waits until the key has rotated itself so many times. */
    RestlessThief busy(int times) {
        new Lags().await(Duration.ofMinutes(1), () -> rotations.get() >= times);
        return this;
    }

    /** The newest secret that the thief got. */
    String secret() {
        return newest.text("secret");
    }

    /** Answers that say that the server failed. */
    List<Answer> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits until no rotation is under way any more. */
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
