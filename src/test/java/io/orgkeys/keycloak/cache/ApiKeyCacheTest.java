package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.keycloak.cache.DefaultLocalCacheProviderFactory;
import org.keycloak.cache.LocalCache;

import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.limit.Pace;
import io.orgkeys.keycloak.limit.SelfRotationLimit;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
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
    private final MapCache known = new MapCache();
    private final ApiKeyCache cache = cache(4, 4);

    private ApiKeyCache cache(int places, int queue) {
        return new ApiKeyCache(
                known, new MapCache(), gate(places, queue), gate(places, queue), LIFESPAN, nanoTime::get);
    }

    private static Executor threads() {
        return work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        };
    }

    private LookupGate gate(int places, int queue) {
        return new LookupGate(places, queue, new Pace(Duration.ofMillis(500), 2, nanoTime::get), threads());
    }

    @Test
    void whatWasLookedUpIsAnsweredFromMemory() {
        assertThat(cache.get(NAME, finds(true))).isPresent();
        assertThat(cache.get(NAME, finds(true))).isPresent();
        assertThat(lookups).hasValue(1);
    }

    @Test
    void afterItsLifespanItIsLookedUpAgain() {
        cache.get(NAME, finds(true));
        nanoTime.addAndGet(LIFESPAN.toNanos() - 1);
        cache.get(NAME, finds(true));
        assertThat(lookups).hasValue(1);
        nanoTime.addAndGet(1);
        assertThat(cache.get(NAME, finds(false))).isEmpty();
    }

    @Test
    void aKeyThatWasDeletedIsForgottenAndNotTakenForGoodAfterwards() {
        cache.get(NAME, finds(true));
        cache.changed("key");
        assertThat(cache.get(NAME, finds(false))).isEmpty();
        assertThat(cache.get(NAME, finds(false))).isEmpty();
    }

    @Test
    void aChangeOfOwnerOrganizationOrRealmForgetsTheKeyAndNoOther() {
        for (String id : new String[] {"owner", "organization", "realm"}) {
            cache.get(NAME, finds(true));
            cache.changed(id);
            assertThat(cache.get(NAME, finds(false))).as(id).isEmpty();
            cache.changed(NAME);
        }
        cache.get(NAME, finds(true));
        int before = lookups.get();
        cache.changed("other");
        assertThat(cache.get(NAME, finds(true))).isPresent();
        assertThat(lookups).hasValue(before);
    }

    /** The race: a reader has read the key, then it is deleted and everybody is told, then the reader remembers it. */
    @Test
    void whatWasReadBeforeAChangeIsNeverServedAfterIt() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<IssuedSecret>> early = reader.submit(() -> cache.get(NAME, () -> {
                Optional<IssuedSecret> found = Optional.of(secret());
                read.countDown();
                await(changed);
                return found;
            }));
            await(read);
            cache.changed("key");
            changed.countDown();
            assertThat(early.get(10, TimeUnit.SECONDS))
                    .as("asked before the change")
                    .isPresent();
            assertThat(known.entries).as("it is in the cache, too late").isNotEmpty();
            assertThat(cache.get(NAME, finds(false))).isEmpty();
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void anUnknownKeyIsNotLookedUpAgainForAWhileAndNotWhenItIsCreated() {
        assertThat(cache.get(NAME, finds(false))).isEmpty();
        assertThat(cache.get(NAME, finds(true))).isEmpty();
        assertThat(lookups).hasValue(1);
        cache.changed(NAME);
        assertThat(cache.get(NAME, finds(true))).isPresent();
    }

    @Test
    void anUnknownKeyIsLookedUpAgainAfterTenSeconds() {
        cache.get(NAME, finds(false));
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(cache.get(NAME, finds(true))).isPresent();
    }

    @Test
    void aLookupThatFailsIsNotRemembered() {
        assertThatThrownBy(() -> cache.get(NAME, () -> {
                    throw new IllegalStateException("The database is away");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cache.get(NAME, finds(true))).isPresent();
    }

    /** While unknown keys have all places, those that were there before have their own. */
    @Test
    void aFloodOfUnknownKeysIsTurnedAwayAndKnownKeysAreNot() throws Exception {
        ApiKeyCache narrow = cache(1, 1);
        narrow.get(NAME, finds(true));
        nanoTime.addAndGet(LIFESPAN.toNanos());
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        ExecutorService flood = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<IssuedSecret>> unknown = flood.submit(() -> narrow.get("realm/unknown", () -> {
                busy.countDown();
                await(done);
                return Optional.empty();
            }));
            await(busy);
            assertThatThrownBy(() -> narrow.get("realm/another", finds(false)))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(narrow.get(NAME, finds(true))).isPresent();
            done.countDown();
            assertThat(unknown.get(10, TimeUnit.SECONDS)).isEmpty();
            assertThat(narrow.get("realm/another", finds(false))).isEmpty();
        } finally {
            flood.shutdownNow();
        }
    }

    @Test
    void nobodyWaitsForLongForADatabaseThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> cache.get(NAME, () -> {
                    await(never);
                    return Optional.empty();
                }))
                .isInstanceOf(StoreUnavailableException.class);
        never.countDown();
    }

    @Test
    void whoeverTriesOutKeysIsSlowedDownAndGoodKeysAreNot() {
        cache.get(NAME, finds(true));
        for (int i = 0; i < 4; i++) {
            assertThat(cache.get("realm/guess" + i, finds(false))).isEmpty();
        }
        assertThatThrownBy(() -> cache.get("realm/next", finds(false))).isInstanceOf(StoreUnavailableException.class);
        assertThat(cache.get(NAME, finds(true))).as("warm").isPresent();
        nanoTime.addAndGet(LIFESPAN.toNanos());
        assertThat(cache.get(NAME, finds(true))).as("read again").isPresent();
        assertThat(cache.get("realm/next", finds(false))).as("a while later").isEmpty();
    }

    private Supplier<Optional<IssuedSecret>> finds(boolean found) {
        return () -> {
            lookups.incrementAndGet();
            return found ? Optional.of(secret()) : Optional.empty();
        };
    }

    /** What was there before is looked up whoever asks; what may never have been is not, for one who has asked too often. */
    @Test
    void whoeverHasAskedTooOftenStillGetsWhatIsOrWasInMemory() {
        Supplier<Pace> twice = () -> new Pace(Duration.ofSeconds(1), 2, nanoTime::get);
        FailureLimits limits = new FailureLimits(
                new DefaultLocalCacheProviderFactory(),
                10,
                twice,
                twice,
                new SelfRotationLimit(Duration.ofMinutes(1), 1));
        Supplier<LookupTicket> ticket = () -> LookupTicket.of(limits, ClientAddress.parse("192.0.2.1"));
        cache.get(NAME, ticket, finds(true));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        cache.get("unknown" + i, ticket, finds(false));
                    }
                })
                .isInstanceOf(TooManyRequestsException.class);
        int before = lookups.get();
        assertThatThrownBy(() -> cache.get("cold", ticket, finds(true))).isInstanceOf(TooManyRequestsException.class);
        assertThat(lookups).as("no lookup").hasValue(before);
        assertThat(cache.get(NAME, ticket, finds(true))).as("in memory").isPresent();
        cache.changed("key");
        assertThat(cache.get(NAME, ticket, finds(true))).as("was in memory").isPresent();
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

    /** A cache without a bound, which forgets nothing by itself. */
    private static final class MapCache implements LocalCache<String, CachedLookup> {

        private final Map<String, CachedLookup> entries = new ConcurrentHashMap<>();

        @Override
        @SuppressWarnings("NullAway") // as the interface says
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
