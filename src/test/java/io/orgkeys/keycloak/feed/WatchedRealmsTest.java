package io.orgkeys.keycloak.feed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedRealmsTest {

    private static final String REALM = "realm";

    private final Clocks clocks = new Clocks();
    private final ChangeLog log = new ChangeLog(100, clocks::nanoTime, clocks::millis);
    private final AtomicInteger wakes = new AtomicInteger();
    private String fingerprint = "one";
    private boolean unreadable;
    private final WatchedRealms realms =
            new WatchedRealms(log, realm -> fingerprint(), clocks::nanoTime, wakes::incrementAndGet);

    private String fingerprint() {
        if (unreadable) {
            throw new IllegalStateException("The database does not answer");
        }
        return fingerprint;
    }

    WatchedRealmsTest() {
        log.start();
        clocks.pass(10_000);
    }

    private boolean pollsAll() {
        realms.watch(REALM);
        return realms.isOverdue(REALM)
                || log.read(REALM, 2_000, realms.watchedFor(REALM), id -> true).all();
    }

    private void watchForLong() {
        realms.watch(REALM);
        realms.compare();
        clocks.pass(60_000);
    }

    @Test
    void aDifferenceMeansThatEverythingMayHaveChanged() {
        watchForLong();
        fingerprint = "two";
        realms.changed();
        assertThat(pollsAll()).as("before the comparison").isFalse();
        realms.compare();
        assertThat(pollsAll()).isTrue();
        clocks.pass(4_001);
        assertThat(pollsAll()).isFalse();
    }

    @Test
    void noDifferenceMeansNothing() {
        watchForLong();
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).isFalse();
    }

    @Test
    void aChangeBeforeTheRealmWasWatchedIsNeverMissed() {
        realms.changed();
        clocks.pass(500);
        assertThat(pollsAll()).as("at the first poll").isTrue();
        realms.compare();
        assertThat(pollsAll()).as("after the first fingerprint").isTrue();
        clocks.pass(3_501);
        assertThat(pollsAll()).isFalse();
    }

    /** The first fingerprint can contain a change of which the node has not heard yet. */
    @Test
    void aChangeThatIsHeardAfterTheFirstFingerprintIsNotMissed() {
        realms.watch(REALM);
        realms.compare();
        clocks.pass(900);
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).isTrue();
    }

    @Test
    void aSlowComparisonMeansThatEverythingMayHaveChanged() {
        watchForLong();
        realms.changed();
        clocks.pass(400);
        assertThat(pollsAll()).isFalse();
        clocks.pass(1);
        assertThat(pollsAll()).isTrue();
        clocks.pass(60_000);
        assertThat(pollsAll()).as("later").isTrue();
        realms.compare();
        assertThat(pollsAll()).as("after the comparison").isFalse();
    }

    @Test
    void anUnreadableFingerprintMeansThatEverythingMayHaveChanged() {
        watchForLong();
        unreadable = true;
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).isTrue();
        clocks.pass(4_001);
        assertThat(pollsAll()).as("without a further change").isFalse();
        realms.changed();
        assertThat(pollsAll()).as("after a further change").isTrue();
        unreadable = false;
        realms.compare();
        clocks.pass(5_001);
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).as("when it can be read again").isFalse();
    }

    @Test
    void triesAgainOnceASecondToReadAFingerprint() {
        unreadable = true;
        for (int i = 0; i < 100; i++) {
            realms.watch(REALM);
            realms.compare();
            clocks.pass(100);
        }
        assertThat(wakes.get()).isBetween(9, 11);
    }

    @Test
    void clearedUsersAreExplainedByAChangeOfTheRealm() {
        watchForLong();
        realms.usersCleared(REALM);
        clocks.pass(10);
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).as("with a change of the realm").isFalse();
        clocks.pass(1_000);
        realms.usersCleared(REALM);
        realms.compare();
        assertThat(pollsAll()).as("without a change of the realm").isTrue();
    }

    @Test
    void clearedUsersOfAnotherRealmMeanNothing() {
        watchForLong();
        realms.usersCleared("another");
        realms.compare();
        assertThat(pollsAll()).isFalse();
    }

    @Test
    void aRealmThatNobodyPollsIsForgotten() {
        watchForLong();
        clocks.pass(Duration.ofMinutes(11).toMillis());
        fingerprint = "two";
        realms.changed();
        realms.compare();
        assertThat(realms.watchedFor(REALM)).isZero();
        assertThat(pollsAll()).isTrue();
    }
}
