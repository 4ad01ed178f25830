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
    private int reads;
    private Runnable duringComparison = () -> {};
    private final WatchedRealms realms =
            new WatchedRealms(log, realm -> fingerprint(), clocks::nanoTime, wakes::incrementAndGet);

    private String fingerprint() {
        reads++;
        duringComparison.run();
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
        clocks.pass(4_000);
        assertThat(pollsAll())
                .as("as long as the change is within the duration")
                .isTrue();
        clocks.pass(1);
        assertThat(pollsAll()).isFalse();
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

    @Test
    void aComparisonThatIsStillRunningMeansThatEverythingMayHaveChanged() {
        watchForLong();
        realms.changed();
        duringComparison = () -> {
            clocks.pass(400);
            assertThat(pollsAll()).as("after 400 milliseconds").isFalse();
            clocks.pass(1);
            assertThat(pollsAll()).as("later").isTrue();
        };
        realms.compare();
        assertThat(reads).isEqualTo(2);
        assertThat(pollsAll()).as("after the comparison").isFalse();
    }

    /** Otherwise, a realm that changes all the time would never be overdue. */
    @Test
    void furtherChangesDoNotDelayTheMomentAtWhichAComparisonIsOverdue() {
        watchForLong();
        realms.changed();
        clocks.pass(300);
        realms.changed();
        clocks.pass(101);
        assertThat(pollsAll()).isTrue();
    }

    @Test
    void theFirstFingerprintMeansNothing() {
        unreadable = true;
        realms.watch(REALM);
        realms.compare();
        assertThat(pollsAll()).as("if it cannot be read").isFalse();
        unreadable = false;
        realms.compare();
        assertThat(pollsAll()).as("if it can be read").isFalse();
    }

    @Test
    void readsTheDatabaseOnlyAfterAChange() {
        watchForLong();
        realms.watch(REALM);
        assertThat(wakes.get()).as("a poll without a change").isEqualTo(1);
        realms.compare();
        assertThat(reads).isEqualTo(1);
        realms.changed();
        assertThat(wakes.get()).as("a change").isEqualTo(2);
        realms.compare();
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void comparesNothingIfNobodyPolls() {
        realms.changed();
        realms.usersCleared(REALM);
        assertThat(wakes.get()).isZero();
    }

    @Test
    void clearedUsersBeforeTheRealmWasWatchedAreNeverMissed() {
        realms.usersCleared(REALM);
        clocks.pass(500);
        assertThat(pollsAll()).isTrue();
    }

    @Test
    void onlyAChangeWithinHalfASecondExplainsClearedUsers() {
        watchForLong();
        realms.usersCleared(REALM);
        clocks.pass(500);
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).as("after 500 milliseconds").isFalse();
        clocks.pass(60_000);
        realms.usersCleared(REALM);
        clocks.pass(501);
        realms.changed();
        realms.compare();
        assertThat(pollsAll()).as("later").isTrue();
    }

    @Test
    void aRealmIsComparedForTenMinutesAfterItsLastPoll() {
        watchForLong();
        realms.watch(REALM);
        clocks.pass(Duration.ofMinutes(10).toMillis());
        realms.changed();
        realms.compare();
        assertThat(reads).isEqualTo(2);
        assertThat(realms.watchedFor(REALM)).isPositive();
        clocks.pass(1);
        realms.changed();
        realms.compare();
        assertThat(reads).isEqualTo(2);
        assertThat(realms.watchedFor(REALM)).isZero();
    }

    /** A comparison can forget the realm between the two calls of a poll. */
    @Test
    void aRealmThatIsNotWatchedIsNotOverdue() {
        realms.changed();
        clocks.pass(60_000);
        assertThat(realms.isOverdue(REALM)).isFalse();
        assertThat(realms.watchedFor(REALM)).isZero();
    }

    @Test
    void anUnreadableFingerprintMeansThatEverythingMayHaveChangedEvenLongAfterTheChange() {
        watchForLong();
        realms.changed();
        clocks.pass(60_000);
        unreadable = true;
        realms.compare();
        assertThat(pollsAll()).isTrue();
    }
}
