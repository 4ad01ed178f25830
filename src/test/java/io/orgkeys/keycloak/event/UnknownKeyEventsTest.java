package io.orgkeys.keycloak.event;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownKeyEventsTest {

    private static final long SECOND = 1_000_000_000L;

    private final UnknownKeyEvents events = new UnknownKeyEvents();

    @Test
    void aFloodRaisesOnlyTheFirstOfEachSecond() {
        assertThat(raisedOf(1_000, 5 * SECOND)).isEqualTo(UnknownKeyEvents.PER_SECOND);
        assertThat(raisedOf(1_000, 6 * SECOND - 1)).isZero();
        assertThat(raisedOf(3, 6 * SECOND)).isEqualTo(3);
    }

    @Test
    void theClockMayBeginBelowZero() {
        assertThat(raisedOf(1_000, -SECOND)).isEqualTo(UnknownKeyEvents.PER_SECOND);
        assertThat(raisedOf(1_000, 0)).isEqualTo(UnknownKeyEvents.PER_SECOND);
    }

    private long raisedOf(int attempts, long nanoTime) {
        return IntStream.range(0, attempts)
                .filter(attempt -> events.mayRaise(nanoTime))
                .count();
    }
}
