package io.orgkeys.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Measures verifications per second on one processor, and the memory of a cached key: {@code java -cp … Benchmark}. This
 * is not a test, because the result depends on the machine.
 */
final class Benchmark {

    private static final Requirement STATS = Requirement.permission("stats:read");
    private static final int CHUNK = 1 << 10;
    private static final int ROUNDS = 6;
    private static final long ROUND_NANOS = 2_000_000_000;

    private Benchmark() {}

    public static void main(String[] arguments) {
        for (int keys : new int[] {1, 100_000}) {
            measure(keys);
        }
    }

    private static void measure(int keys) {
        long before = usedMemory();
        KeyCache cache = new KeyCache(Limits.DEFAULT, Clock.system());
        poll(cache);
        for (int i = 0; i < keys; i++) {
            if (i % 1_000 == 0) {
                poll(cache);
            }
            insert(cache, i);
        }
        long memory = usedMemory() - before;
        String[] secrets = new String[keys];
        for (int i = 0; i < keys; i++) {
            secrets[i] = secret(i);
        }
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.max(best, round(cache, secrets));
        }
        System.out.printf(
                Locale.ROOT,
                "%,d keys: %,.0f verifications per second, %,d bytes per key%n",
                keys,
                best,
                memory / keys);
    }

    private static double round(KeyCache cache, String[] secrets) {
        poll(cache);
        long began = System.nanoTime();
        long polled = began;
        long verified = 0;
        // In the order of their creation, so that the secrets are in the caches of the processor, as in a request. The
        // hash decides where their entries are.
        int next = 0;
        while (System.nanoTime() - began < ROUND_NANOS) {
            for (int i = 0; i < CHUNK; i++) {
                KeyCache.Step step = cache.verify(secrets[next], "192.0.2.1", STATS, Clock.system());
                if (!(step instanceof Decision decision) || !decision.isAllowed()) {
                    throw new IllegalStateException("not from the cache");
                }
                next = next + 1 == secrets.length ? 0 : next + 1;
            }
            verified += CHUNK;
            if (System.nanoTime() - polled > 500_000_000) {
                poll(cache);
                polled = System.nanoTime();
            }
        }
        return verified * 1e9 / (System.nanoTime() - began);
    }

    private static void poll(KeyCache cache) {
        Poll poll = cache.pollBegins(Clock.system());
        cache.pollEnds(poll, 200, bytes("{\"ids\":[],\"all\":false,\"lifespan\":600000}"), Clock.system());
    }

    private static void insert(KeyCache cache, int number) {
        KeyCache.Step step = cache.verify(secret(number), null, STATS, Clock.system());
        if (step instanceof KeyCache.Ask ask) {
            String answer = """
                    {"active":true,"token_type":"api_key","scope":"domains:create domains:delete stats:read",\
                    "permissions":{"domains":["create","delete"],"stats":["read"]},"attributes":{},\
                    "sub":"25beeba3-2f1d-4d62-84e8-%012d","username":"user-%d",\
                    "iss":"http://localhost:8080/realms/h0p","iat":1795452825,"jti":"8db6e993-e8b7-4daf-959a-%012d",\
                    "organization":{"acme":{"id":"11111111-1111-4111-8111-111111111111"}},"key_type":"user",\
                    "key_name":"laptop"}""".formatted(number, number, number);
            cache.answered(ask.question(), 200, bytes(answer), STATS, Clock.system());
        }
    }

    private static String secret(int number) {
        return "h0p_user_%032d%06d".formatted(number, number % 1_000_000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long usedMemory() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
