package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.keycloak.cache.DefaultLocalCacheProviderFactory;

import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With the cache that Keycloak has. */
class FailureLimitsTest {

    private static final int BOUND = 50;

    private final AtomicLong nanoTime = new AtomicLong();
    private final FailureLimits limits = new FailureLimits(
            new DefaultLocalCacheProviderFactory(),
            BOUND,
            () -> new Pace(Duration.ofMillis(1_500), 3, nanoTime::get),
            () -> new Pace(Duration.ofSeconds(1), 2, nanoTime::get),
            new SelfRotationLimit(Duration.ofMinutes(1), 1));

    @Test
    void anAddressThatHasHadItsLookupsGetsNoneAndIsToldForHowLong() {
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(3);
        assertThatThrownBy(() -> limits.takeLookup(address("192.0.2.1")))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        limit -> assertThat(limit.retryAfter().seconds())
                                .as("rounded up")
                                .isEqualTo(2));
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(1);
    }

    @Test
    void oneAddressCostsNoOtherAnything() {
        lookupsOf("192.0.2.1");
        assertThat(lookupsOf("192.0.2.2")).isEqualTo(3);
        assertThat(lookupsOf("2001:db8::1")).isEqualTo(3);
    }

    @Test
    void wholeNetworksOfIpv6AddressesAndTheSameIpv4AddressInOtherWordsAreOne() {
        lookupsOf("2001:db8:0:7::1");
        for (int host = 2; host < 100; host++) {
            assertThat(lookupsOf("2001:db8:0:7:abcd::" + host)).isZero();
        }
        assertThat(lookupsOf("2001:db8:0:8::1")).isEqualTo(3);
        lookupsOf("192.0.2.1");
        assertThat(lookupsOf("::ffff:192.0.2.1")).isZero();
    }

    @Test
    void whatIsGivenBackWasNotInVain() {
        for (int i = 0; i < 1_000; i++) {
            limits.takeLookup(address("192.0.2.1"));
            limits.giveBackLookup(address("192.0.2.1"));
        }
        assertThat(lookupsOf("192.0.2.1")).isEqualTo(3);
    }

    @Test
    void aKeyIsRefusedSoOftenAndThenNotToldAnyMore() {
        assertThat(limits.refuse("key")).isEmpty();
        assertThat(limits.refuse("key")).isEmpty();
        assertThat(limits.refuse("key")).contains(Duration.ofSeconds(1));
        assertThat(limits.refuse("other")).isEmpty();
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(limits.refuse("key")).isEmpty();
    }

    @Test
    void theMemoryIsBoundedHoweverManyAddressesAndKeysThereAre() {
        for (int i = 0; i < 20_000; i++) {
            String site = "10.1." + i / 256 + "." + i % 256;
            assertThat(lookupsOf(site)).isEqualTo(3);
            assertThat(limits.refuse("key" + i)).isEmpty();
            assertThat(limits.refuse("key" + i)).isEmpty();
        }
        limits.end();
        int remembered = 0;
        // the last ones first: whoever is asked about is remembered, and others are forgotten for it
        for (int i = 19_999; i >= 0; i--) {
            remembered += limits.refuse("key" + i).isPresent() ? 1 : 0;
        }
        assertThat(remembered).isBetween(1, BOUND);
    }

    private int lookupsOf(String address) {
        for (int taken = 0; taken < 1_000; taken++) {
            try {
                limits.takeLookup(address(address));
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
