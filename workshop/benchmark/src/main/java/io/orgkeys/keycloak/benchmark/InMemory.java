package io.orgkeys.keycloak.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Measures verifications in the memory of this JVM. */
final class InMemory {

    private static final int WARM_UP_SECONDS = 2;
    private static final int WARM_UPS = 5;

    /** The number of verifications between two looks at the clock. */
    private static final int CHUNK = 1 << 10;

    private final ResourceServer server;
    private final int seconds;

    /** @param seconds the duration of each measurement */
    InMemory(ResourceServer server, int seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    /**
     * Verifies each key once, so that all of them are cached.
     *
     * @return by how many bytes the used memory grew for each key
     */
    long fill(List<String> secrets) throws InterruptedException, ExecutionException {
        long before = usedMemory();
        int cached = server.cachedKeys();
        AtomicInteger next = new AtomicInteger();
        inParallel(Load.CLIENTS, thread -> {
            for (int i = next.getAndIncrement(); i < secrets.size(); i = next.getAndIncrement()) {
                server.verify(secrets.get(i));
            }
            return 0;
        });
        return (usedMemory() - before) / (server.cachedKeys() - cached);
    }

    /** Verifies keys that are cached, in turns. */
    Speed measure(String text, List<String> secrets, int threads) throws InterruptedException, ExecutionException {
        warmUp(secrets, threads);
        long introspections = server.introspections();
        Duration cpu = processorTime();
        long begin = System.nanoTime();
        long verified = verify(secrets, threads, seconds);
        double elapsed = (System.nanoTime() - begin) / 1e9;
        double micros = processorTime().minus(cpu).toNanos() / 1e3 / verified;
        if (server.introspections() != introspections) {
            throw new IllegalStateException("Some of the keys were no longer cached");
        }
        return new Speed(text, verified / elapsed, micros);
    }

    /** Repeats the warm-up, because the first polls drop all keys. */
    private void warmUp(List<String> secrets, int threads) throws InterruptedException, ExecutionException {
        for (int i = 0; i < WARM_UPS; i++) {
            long introspections = server.introspections();
            verify(secrets, threads, WARM_UP_SECONDS);
            if (server.introspections() == introspections) {
                return;
            }
        }
        throw new IllegalStateException("Some keys were not in memory after each warm-up");
    }

    private long verify(List<String> secrets, int threads, int duration)
            throws InterruptedException, ExecutionException {
        // In the order of their creation, so that the secrets are in the caches of the processor, as in a request. The
        // hash decides where their entries are.
        String[] inOrder = secrets.toArray(String[]::new);
        long end = System.nanoTime() + Duration.ofSeconds(duration).toNanos();
        return inParallel(threads, thread -> {
            int next = inOrder.length / threads * thread;
            long verified = 0;
            while (System.nanoTime() < end) {
                for (int i = 0; i < CHUNK; i++) {
                    server.verify(inOrder[next]);
                    next = next + 1 == inOrder.length ? 0 : next + 1;
                }
                verified += CHUNK;
            }
            return verified;
        });
    }

    private interface Work {

        /** Returns the number of verifications. */
        long run(int thread);
    }

    private static long inParallel(int threads, Work work) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Long>> tasks = IntStream.range(0, threads)
                    .<Callable<Long>>mapToObj(thread -> () -> work.run(thread))
                    .toList();
            long sum = 0;
            for (Future<Long> result : executor.invokeAll(tasks)) {
                sum += result.get();
            }
            return sum;
        } finally {
            executor.shutdown();
        }
    }

    /** Returns the processor time of this process, which includes the garbage collector, the compiler and the polls. */
    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static long usedMemory() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
