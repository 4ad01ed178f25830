package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Sends the same request repeatedly from several threads. */
final class RequestLoop implements AutoCloseable {

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    RequestLoop(int threads, Supplier<Answer> request) {
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (!stopped.get()) {
                        Answer answer = request.get();
                        answers.incrementAndGet();
                        if (answer.status() >= 500) {
                            failures.add(answer.body());
                        }
                    }
                } catch (RuntimeException e) {
                    failures.add(e.toString());
                }
            });
            thread.start();
            this.threads.add(thread);
        }
    }

    void awaitRequests() {
        new Lags().await(Duration.ofMinutes(1), () -> answers.get() >= 2 * threads.size());
    }

    /** Returns the bodies of answers with a server error, and the exceptions of requests that got no answer. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the loop and waits for the requests in progress. */
    void stop() {
        stopped.set(true);
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
