package io.orgkeys.keycloak.feed;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeLogTest {

    private static final String REALM = "realm";
    private static final long FOREVER = Long.MAX_VALUE;

    private final Clocks clocks = new Clocks();
    private final ChangeLog log = started(100);

    private ChangeLog started(int bound) {
        ChangeLog created = new ChangeLog(bound, clocks::nanoTime, clocks::millis);
        created.start();
        clocks.pass(10_000);
        return created;
    }

    private FeedChanges read(long since) {
        return log.read(REALM, since, FOREVER, id -> true);
    }

    @Test
    void reportsChangesWithinTheDuration() {
        log.add(REALM, "early");
        clocks.pass(1_000);
        log.add(REALM, "late");
        clocks.pass(4_000);
        assertThat(read(2_500).ids()).containsExactly("late");
        assertThat(read(3_000).ids()).containsExactlyInAnyOrder("early", "late");
        assertThat(read(3_000).all()).isFalse();
    }

    /** A poll can be under way for two seconds. */
    @Test
    void reportsEachChangeForTwoSecondsToEveryPoll() {
        log.add(REALM, "changed");
        clocks.pass(4_000);
        assertThat(read(0).ids()).containsExactly("changed");
        clocks.pass(1);
        assertThat(read(0).ids()).isEmpty();
    }

    @Test
    void reportsAnIdOnce() {
        log.add(REALM, "changed");
        log.add(null, "changed");
        assertThat(read(2_000).ids()).containsExactly("changed");
    }

    @Test
    void reportsOnlyTheChangesOfTheRealm() {
        log.add("another", "foreign");
        log.addAll("another");
        log.add(null, "of any realm");
        log.add(null, "f:storage:visible");
        log.add(null, "f:other:hidden");
        FeedChanges changes = log.read(REALM, 2_000, FOREVER, id -> !id.equals("f:other:hidden"));
        assertThat(changes).isEqualTo(new FeedChanges(List.of("of any realm", "f:storage:visible"), false));
    }

    @Test
    void reportsThatEverythingMayHaveChanged() {
        assertThat(read(2_000).all()).isFalse();
        log.addAll(REALM);
        assertThat(read(2_000)).isEqualTo(FeedChanges.ALL);
        clocks.pass(4_001);
        assertThat(read(2_000).all()).isFalse();
        log.addAll(null);
        assertThat(read(2_000)).isEqualTo(FeedChanges.ALL);
    }

    @Test
    void knowsNothingBeforeItsStart() {
        ChangeLog silent = new ChangeLog(100, clocks::nanoTime, clocks::millis);
        clocks.pass(60_000);
        assertThat(silent.read(REALM, 2_000, FOREVER, id -> true).all()).isTrue();
        silent.start();
        clocks.pass(3_999);
        assertThat(silent.read(REALM, 2_000, FOREVER, id -> true).all()).isTrue();
        clocks.pass(1);
        assertThat(silent.read(REALM, 2_000, FOREVER, id -> true).all()).isFalse();
        assertThat(silent.read(REALM, 2_001, FOREVER, id -> true).all()).isTrue();
    }

    @Test
    void knowsNothingBeyondItsOldestEntry() {
        ChangeLog small = started(2);
        small.add(REALM, "one");
        clocks.pass(1_000);
        small.add(REALM, "two");
        clocks.pass(1_000);
        small.add(REALM, "three");
        assertThat(small.size()).isEqualTo(2);
        assertThat(small.read(REALM, 2_000, FOREVER, id -> true).all()).isTrue();
        clocks.pass(2_000);
        assertThat(small.read(REALM, 2_000, FOREVER, id -> true).all())
                .as("the removed entry is within the duration")
                .isTrue();
        clocks.pass(1);
        assertThat(small.read(REALM, 2_000, FOREVER, id -> true).ids()).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void knowsNothingBeyondTenMinutes() {
        clocks.pass(3_600_000);
        assertThat(read(600_000).all()).isFalse();
        assertThat(read(600_001).all()).isTrue();
        assertThat(read(Long.MAX_VALUE).all()).isTrue();
    }

    @Test
    void reportsAtMostAThousandIds() {
        ChangeLog large = started(5_000);
        for (int i = 0; i < 1_000; i++) {
            large.add(REALM, "id " + i);
        }
        assertThat(large.read(REALM, 2_000, FOREVER, id -> true).ids()).hasSize(1_000);
        large.add(REALM, "one more");
        assertThat(large.read(REALM, 2_000, FOREVER, id -> true)).isEqualTo(FeedChanges.ALL);
    }

    @Test
    void readsNoFurtherIfThereAreTooManyIds() {
        ChangeLog large = started(5_000);
        large.add(null, "f:storage:early");
        for (int i = 0; i <= 1_001; i++) {
            large.add(null, "id " + i);
        }
        FeedChanges changes = large.read(REALM, 2_000, FOREVER, id -> {
            throw new AssertionError("reads " + id);
        });
        assertThat(changes).isEqualTo(FeedChanges.ALL);
    }

    @Test
    void hiddenIdsDoNotCount() {
        ChangeLog large = started(5_000);
        for (int i = 0; i < 2_000; i++) {
            large.add(null, "f:other:hidden " + i);
        }
        large.add(REALM, "changed");
        assertThat(large.read(REALM, 2_000, FOREVER, id -> false).ids()).containsExactly("changed");
    }

    @Test
    void forgetsEverythingWhenAClockJumps() {
        for (long step : new long[] {3_600_000, -3_600_000, 1_001, -1_001}) {
            assertThat(read(2_000).all()).isFalse();
            clocks.step(step);
            assertThat(read(2_000).all()).as("after a step of %d ms", step).isTrue();
            clocks.pass(4_000);
        }
        for (long step : new long[] {1_000, -1_000}) {
            clocks.step(step);
            assertThat(read(2_000).all())
                    .as("after a small step of %d ms", step)
                    .isFalse();
        }
    }

    @Test
    void doesNotTrustComparisonsThatBeganAfterAChange() {
        log.addRealmLevel();
        clocks.pass(1_000);
        assertThat(log.read(REALM, 2_000, 0, id -> true).all()).isTrue();
        assertThat(log.read(REALM, 2_000, 3_999_999_999L, id -> true).all()).isTrue();
        assertThat(log.read(REALM, 2_000, 4_000_000_000L, id -> true).all()).isFalse();
        clocks.pass(3_000);
        assertThat(log.read(REALM, 2_000, 0, id -> true).all()).isTrue();
        clocks.pass(1);
        assertThat(log.read(REALM, 2_000, 0, id -> true).all()).isFalse();
    }

    /** The change happened between the two jumps, so a poll after them cannot tell how long ago it was. */
    @Test
    void noticesAJumpOfAClockThatWasSetBackAfterTheNextChange() {
        clocks.step(3_600_000);
        log.add(REALM, "changed");
        clocks.step(-3_600_000);
        assertThat(read(2_000).all()).as("after a change of an id").isTrue();
        clocks.pass(4_000);
        clocks.step(3_600_000);
        log.addRealmLevel();
        clocks.step(-3_600_000);
        assertThat(read(2_000).all()).as("after a change of the realm").isTrue();
    }

    /** Otherwise, the removal of such an entry would make the log claim to be complete since before the jump. */
    @Test
    void removesTheEntriesFromBeforeAJumpOfAClock() {
        log.add(REALM, "changed");
        clocks.step(3_600_000);
        assertThat(read(2_000).all()).isTrue();
        assertThat(log.size()).isZero();
    }

    @Test
    void aJumpOfAClockDoesNotStartTheLog() {
        ChangeLog silent = new ChangeLog(100, clocks::nanoTime, clocks::millis);
        clocks.step(3_600_000);
        silent.add(REALM, "changed");
        clocks.pass(60_000);
        assertThat(silent.read(REALM, 2_000, FOREVER, id -> true).all()).isTrue();
    }

    /** The realm of such an entry is known, so the id needs no check that reads the database. */
    @Test
    void reportsTheIdOfAUserFromAUserStorageInTheRealmOfTheChange() {
        log.add(REALM, "f:storage:jane");
        log.add("another", "f:storage:foreign");
        FeedChanges changes = log.read(REALM, 2_000, FOREVER, id -> {
            throw new AssertionError("reads " + id);
        });
        assertThat(changes.ids()).containsExactly("f:storage:jane");
    }

    @Test
    void aThousandIdsFitInAnAnswerEvenIfSomeHaveChangedTwice() {
        ChangeLog large = started(5_000);
        large.add(REALM, "id 0");
        for (int i = 0; i < 1_000; i++) {
            large.add(REALM, "id " + i);
        }
        assertThat(large.read(REALM, 2_000, FOREVER, id -> true).ids()).hasSize(1_000);
    }
}
