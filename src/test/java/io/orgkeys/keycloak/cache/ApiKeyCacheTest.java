package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.keycloak.cache.DefaultLocalCacheProviderFactory;
import org.keycloak.cache.LocalCache;

import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyCacheTest {

    private static final Duration LIFESPAN = Duration.ofSeconds(50);
    private static final String NAME = "realm/digest";

    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();
    private final MapCache foundKeys = new MapCache();
    private final ApiKeyCache cache = cache(4, 4);

    private ApiKeyCache cache(int concurrency, int queue) {
        return new ApiKeyCache(
                foundKeys,
                new MapCache(),
                bulkhead(concurrency, queue),
                bulkhead(concurrency, queue),
                LIFESPAN,
                nanoTime::get);
    }

    private static Executor threads() {
        return work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        };
    }

    private LookupBulkhead bulkhead(int concurrency, int queue) {
        return new LookupBulkhead(
                concurrency,
                queue,
                new TokenBucket(new TokenBucket.Rate(Duration.ofMillis(500), 2), nanoTime::get),
                threads());
    }

    @Test
    void servesARepeatedLookupFromTheCache() {
        assertThat(find(cache, NAME, finds(true))).isPresent();
        assertThat(find(cache, NAME, finds(true))).isPresent();
        assertThat(lookups).hasValue(1);
    }

    @Test
    void looksAKeyUpAgainAfterItsLifespan() {
        find(cache, NAME, finds(true));
        nanoTime.addAndGet(LIFESPAN.toNanos() - 1);
        find(cache, NAME, finds(true));
        assertThat(lookups).hasValue(1);
        nanoTime.addAndGet(1);
        assertThat(find(cache, NAME, finds(false))).isEmpty();
    }

    @Test
    void neverServesADeletedKey() {
        find(cache, NAME, finds(true));
        cache.changed("key");
        assertThat(find(cache, NAME, finds(false))).isEmpty();
        assertThat(find(cache, NAME, finds(false))).isEmpty();
    }

    @Test
    void aChangeOfOwnerOrganizationOrRealmInvalidatesOnlyItsKeys() {
        for (String id : new String[] {"owner", "organization", "realm"}) {
            find(cache, NAME, finds(true));
            cache.changed(id);
            assertThat(find(cache, NAME, finds(false))).as(id).isEmpty();
            cache.changed(NAME);
        }
        find(cache, NAME, finds(true));
        int before = lookups.get();
        cache.changed("other");
        assertThat(find(cache, NAME, finds(true))).isPresent();
        assertThat(lookups).hasValue(before);
    }

    /**
     * The race: a reader loads the key, then the key is deleted and invalidated, then the reader writes the stale entry
     * to the cache.
     */
    @Test
    void neverServesAnEntryLoadedBeforeAChange() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<IssuedSecret>> early = reader.submit(() -> find(cache, NAME, () -> {
                Optional<IssuedSecret> found = Optional.of(secret());
                read.countDown();
                await(changed);
                return found;
            }));
            await(read);
            cache.changed("key");
            changed.countDown();
            assertThat(early.get(10, TimeUnit.SECONDS))
                    .as("lookup that began before the change")
                    .isPresent();
            assertThat(foundKeys.entries)
                    .as("entries after the reader's late write")
                    .isNotEmpty();
            assertThat(find(cache, NAME, finds(false))).isEmpty();
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void concurrentLookupsOfASecretShareAQuery() throws Exception {
        ApiKeyCache narrow = cache(1, 3);
        assertThat(findConcurrently(narrow, () -> {}))
                .extracting(found -> found.get(10, TimeUnit.SECONDS).isPresent())
                .containsOnly(true);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void aLookupThatBeganAfterAChangeSharesNoOlderQuery() throws Exception {
        assertThat(findConcurrently(cache, () -> cache.changed("key")))
                .extracting(found -> found.get(10, TimeUnit.SECONDS).isPresent())
                .containsOnly(true);
        assertThat(lookups.get()).isGreaterThan(1);
    }

    @Test
    void aFailedQueryFailsOnlyTheRequestThatSentIt() throws Exception {
        List<Future<Optional<IssuedSecret>>> found = findConcurrently(cache, () -> {
            throw new IllegalStateException("The database is down");
        });
        assertThatThrownBy(() -> found.get(0).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(found.subList(1, found.size()))
                .extracting(other -> other.get(10, TimeUnit.SECONDS).isPresent())
                .containsOnly(true);
    }

    @Test
    void runsALookupIfTooManyCallersWaitButThereIsAPermit() throws Exception {
        assertThat(findConcurrently(cache(3, 1), () -> {}))
                .extracting(found -> found.get(10, TimeUnit.SECONDS).isPresent())
                .containsOnly(true);
    }

    /** Limits how many callers wait, so that a slow database does not block all threads of the server. */
    @Test
    void refusesTooManyConcurrentLookupsOfASecret() throws Exception {
        List<Future<Optional<IssuedSecret>>> found = findConcurrently(cache(1, 2), () -> {});
        assertThat(found.get(0).get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(found.subList(1, found.size()).stream().filter(other -> {
                    try {
                        return other.get(10, TimeUnit.SECONDS).isEmpty();
                    } catch (Exception e) {
                        return e.getCause() instanceof StoreUnavailableException;
                    }
                }))
                .hasSize(1);
    }

    /**
     * Starts a lookup and, while its query runs, three more lookups of the same secret.
     *
     * @param duringQuery runs between the query and its result
     */
    private List<Future<Optional<IssuedSecret>>> findConcurrently(ApiKeyCache cache, Runnable duringQuery)
            throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            CountDownLatch queried = new CountDownLatch(1);
            CountDownLatch joined = new CountDownLatch(1);
            List<Future<Optional<IssuedSecret>>> found = new ArrayList<>();
            found.add(callers.submit(() -> find(cache, NAME, () -> {
                Optional<IssuedSecret> result = finds(true).get();
                queried.countDown();
                await(joined);
                duringQuery.run();
                return result;
            })));
            await(queried);
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FutureTask<Optional<IssuedSecret>> other = new FutureTask<>(() -> find(cache, NAME, finds(true)));
                Thread thread = new Thread(other);
                thread.start();
                waiting.add(thread);
                found.add(other);
            }
            for (Thread thread : waiting) {
                while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
            joined.countDown();
            return found;
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void cachesAnUnknownKeyUntilItIsCreated() {
        assertThat(find(cache, NAME, finds(false))).isEmpty();
        assertThat(find(cache, NAME, finds(true))).isEmpty();
        assertThat(lookups).hasValue(1);
        cache.changed(NAME);
        assertThat(find(cache, NAME, finds(true))).isPresent();
    }

    @Test
    void looksAnUnknownKeyUpAgainAfterTenSeconds() {
        find(cache, NAME, finds(false));
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(find(cache, NAME, finds(true))).isPresent();
    }

    @Test
    void doesNotCacheALookupThatThrows() {
        assertThatThrownBy(() -> find(cache, NAME, () -> {
                    throw new IllegalStateException("The database is down");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(find(cache, NAME, finds(true))).isPresent();
    }

    /** Lookups of unknown keys and lookups of keys that were cached before have separate bulkheads. */
    @Test
    void aFloodOfUnknownKeysDoesNotBlockKnownKeys() throws Exception {
        ApiKeyCache narrow = cache(1, 1);
        find(narrow, NAME, finds(true));
        nanoTime.addAndGet(LIFESPAN.toNanos());
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        ExecutorService flood = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<IssuedSecret>> unknown = flood.submit(() -> find(narrow, "realm/unknown", () -> {
                busy.countDown();
                await(done);
                return Optional.empty();
            }));
            await(busy);
            assertThatThrownBy(() -> find(narrow, "realm/another", finds(false)))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(find(narrow, NAME, finds(true))).isPresent();
            done.countDown();
            assertThat(unknown.get(10, TimeUnit.SECONDS)).isEmpty();
            assertThat(find(narrow, "realm/another", finds(false))).isEmpty();
        } finally {
            flood.shutdownNow();
        }
    }

    @Test
    void givesUpOnADatabaseThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> find(cache, NAME, () -> {
                    await(never);
                    return Optional.empty();
                }))
                .isInstanceOf(StoreUnavailableException.class);
        never.countDown();
    }

    @Test
    void delaysGuessesButNotValidKeys() {
        find(cache, NAME, finds(true));
        for (int i = 0; i < 4; i++) {
            assertThat(find(cache, "realm/guess" + i, finds(false))).isEmpty();
        }
        assertThatThrownBy(() -> find(cache, "realm/next", finds(false))).isInstanceOf(StoreUnavailableException.class);
        assertThat(find(cache, NAME, finds(true))).as("cached").isPresent();
        nanoTime.addAndGet(LIFESPAN.toNanos());
        assertThat(find(cache, NAME, finds(true))).as("expired from the cache").isPresent();
        assertThat(find(cache, "realm/next", finds(false)))
                .as("unknown key, later")
                .isEmpty();
    }

    private static Optional<IssuedSecret> find(
            ApiKeyCache cache, String name, Supplier<Optional<IssuedSecret>> reading) {
        return cache.lookUp(name, reading).find();
    }

    private Supplier<Optional<IssuedSecret>> finds(boolean found) {
        return () -> {
            lookups.incrementAndGet();
            return found ? Optional.of(secret()) : Optional.empty();
        };
    }

    /**
     * The rate limit of a client address applies only to keys that this node has never found. A key that is or was
     * cached is always looked up.
     */
    @Test
    void aRateLimitedAddressCanStillUseKeysThatAreOrWereCached() {
        TokenBucket.Rate twice = new TokenBucket.Rate(Duration.ofSeconds(1), 2);
        FailureLimits limits =
                new FailureLimits(new DefaultLocalCacheProviderFactory(), 10, twice, twice, twice, nanoTime::get);
        find(limits, NAME, finds(true));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        find(limits, "unknown" + i, finds(false));
                    }
                })
                .isInstanceOf(TooManyRequestsException.class);
        int before = lookups.get();
        assertThatThrownBy(() -> find(limits, "cold", finds(true))).isInstanceOf(TooManyRequestsException.class);
        assertThat(lookups).as("number of lookups").hasValue(before);
        assertThat(find(limits, NAME, finds(true))).as("cached key").isPresent();
        cache.changed("key");
        assertThat(find(limits, NAME, finds(true)))
                .as("key that was cached before the change")
                .isPresent();
    }

    /** Looks a key up in the same way as the verifier. */
    private Optional<IssuedSecret> find(FailureLimits limits, String name, Supplier<Optional<IssuedSecret>> reading) {
        SecretLookup lookup = cache.lookUp(name, reading);
        return lookup.mayBeGuess()
                ? limits.find(lookup, ClientAddress.parse("192.0.2.1").orElseThrow())
                : lookup.find();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IssuedSecret secret() {
        return new IssuedSecret(
                SampleKey.of(
                        new ApiKey.Identity("key", "realm", "organization", ApiKeyType.USER, "owner"),
                        Permissions.ofScope("stats:read"),
                        null),
                Instant.EPOCH,
                null,
                false);
    }

    /** An unbounded cache that evicts nothing. */
    private static final class MapCache implements LocalCache<String, CachedLookup> {

        private final Map<String, CachedLookup> entries = new ConcurrentHashMap<>();

        @Override
        @SuppressWarnings("NullAway") // Keycloak does not declare this method @Nullable
        public CachedLookup get(String key) {
            return entries.get(key);
        }

        @Override
        public void put(String key, CachedLookup value) {
            entries.put(key, value);
        }

        @Override
        public void invalidate(String key) {
            entries.remove(key);
        }

        @Override
        public void close() {
            entries.clear();
        }
    }
}
