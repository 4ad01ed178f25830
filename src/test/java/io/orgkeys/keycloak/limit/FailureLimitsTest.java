package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.keycloak.cache.DefaultLocalCacheProviderFactory;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the failure limits with Keycloak's local cache. */
class FailureLimitsTest {

    private static final int BOUND = 50;
    private static final Instant NOON = Instant.parse("2027-01-31T12:00:00Z");
    private static final SecretLookup FAILS = SecretLookup.of(true, Optional::empty);

    private final AtomicLong nanoTime = new AtomicLong();
    private final FailureLimits limits = new FailureLimits(
            new DefaultLocalCacheProviderFactory(),
            BOUND,
            new TokenBucket.Rate(Duration.ofMillis(1_500), 3),
            new TokenBucket.Rate(Duration.ofSeconds(1), 2),
            new TokenBucket.Rate(Duration.ofMinutes(1), 3),
            nanoTime::get);

    @Test
    void refusesAnAddressOverTheLimitWithRetryAfter() {
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(3);
        assertThatThrownBy(() -> limits.find(FAILS, address("192.0.2.1")))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        limit -> assertThat(limit.retryAfter().seconds())
                                .as("seconds, rounded up")
                                .isEqualTo(2));
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(1);
    }

    @Test
    void addressesHaveSeparateLimits() {
        lookupsOf("192.0.2.1");
        assertThat(lookupsOf("192.0.2.2")).isEqualTo(3);
        assertThat(lookupsOf("2001:db8::1")).isEqualTo(3);
    }

    @Test
    void anIpv6NetworkAndAMappedIpv4AddressShareALimit() {
        lookupsOf("2001:db8:0:7::1");
        for (int host = 2; host < 100; host++) {
            assertThat(lookupsOf("2001:db8:0:7:abcd::" + host)).isZero();
        }
        assertThat(lookupsOf("2001:db8:0:8::1")).isEqualTo(3);
        lookupsOf("192.0.2.1");
        assertThat(lookupsOf("::ffff:192.0.2.1")).isZero();
    }

    @Test
    void lookupsThatFindAKeyOrThrowCostNoToken() {
        IssuedSecret secret = new IssuedSecret(
                SampleKey.of(
                        new ApiKey.Identity("key", "realm", "organization", ApiKeyType.BOT, "organization"),
                        Permissions.none(),
                        null),
                Instant.EPOCH,
                null,
                false);
        SecretLookup throwing = SecretLookup.of(true, () -> {
            throw new IllegalStateException("The database is down");
        });
        for (int i = 0; i < 1_000; i++) {
            assertThat(limits.find(SecretLookup.of(true, () -> Optional.of(secret)), address("192.0.2.1")))
                    .contains(secret);
            assertThatThrownBy(() -> limits.find(throwing, address("192.0.2.1")))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(3);
    }

    /**
     * A lookup takes a token before it starts, and returns the token if it finds a key. So concurrent lookups cannot
     * exceed the limit.
     */
    @Test
    void aLookupCostsATokenUntilItHasFoundAKey() {
        SecretLookup slow = SecretLookup.of(true, () -> {
            assertThat(lookupsOf("192.0.2.1")).isEqualTo(2);
            return Optional.empty();
        });
        assertThat(limits.find(slow, address("192.0.2.1"))).isEmpty();
    }

    @Test
    void hidesTheReasonAfterTooManyRefusalsOfAKey() {
        assertThat(limits.refuse("key")).isEmpty();
        assertThat(limits.refuse("key")).isEmpty();
        assertThat(limits.refuse("key")).contains(Duration.ofSeconds(1));
        assertThat(limits.refuse("other")).isEmpty();
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(limits.refuse("key")).isEmpty();
    }

    @Test
    void theNumberOfBucketsIsBounded() {
        for (int i = 0; i < 20_000; i++) {
            String address = "10.1." + i / 256 + "." + i % 256;
            assertThat(lookupsOf(address)).isEqualTo(3);
            assertThat(limits.refuse("key" + i)).isEmpty();
            assertThat(limits.refuse("key" + i)).isEmpty();
        }
        limits.end();
        int remembered = 0;
        // begin with the newest key, because each call adds a bucket and evicts an older bucket
        for (int i = 19_999; i >= 0; i--) {
            remembered += limits.refuse("key" + i).isPresent() ? 1 : 0;
        }
        assertThat(remembered).isBetween(1, BOUND);
    }

    @Test
    void limitsSelfRotationsToABurstAndThenOnePerInterval() {
        Instant state = rotate(3, null, NOON);
        assertRotationRefused(state, NOON, 60);
        assertRotationRefused(state, NOON.plusSeconds(59), 1);
        Instant next = limits.takeSelfRotation(state, NOON.plusSeconds(60));
        assertRotationRefused(next, NOON.plusSeconds(60), 60);
    }

    @Test
    void aQuietTimeRefillsTheSelfRotationsUpToTheBurst() {
        Instant state = rotate(3, rotate(3, null, NOON), NOON.plus(Duration.ofDays(1)));
        assertRotationRefused(state, NOON.plus(Duration.ofDays(1)), 60);
    }

    @Test
    void aClockSetBackOnlyEmptiesTheBucketOfSelfRotations() {
        Instant state = rotate(3, null, NOON);
        assertRotationRefused(state, NOON.minus(Duration.ofDays(1)), 60);
        limits.takeSelfRotation(state, NOON.plus(Duration.ofDays(1)));
    }

    private Instant rotate(int times, @Nullable Instant state, Instant now) {
        Instant taken = limits.takeSelfRotation(state, now);
        return times == 1 ? taken : rotate(times - 1, taken, now);
    }

    private void assertRotationRefused(Instant state, Instant now, long seconds) {
        assertThatThrownBy(() -> limits.takeSelfRotation(state, now))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refused -> assertThat(refused.retryAfter().seconds()).isEqualTo(seconds));
    }

    private int lookupsOf(String address) {
        for (int taken = 0; taken < 1_000; taken++) {
            try {
                limits.find(FAILS, address(address));
            } catch (TooManyRequestsException e) {
                return taken;
            }
        }
        return 1_000;
    }

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }
}
