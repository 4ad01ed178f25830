package io.orgkeys.client;

/**
 * A time on two clocks, in milliseconds.
 *
 * @param mono a clock that no one sets, for durations
 * @param wall the clock of the machine, for the expiry of keys
 */
record Now(long mono, long wall) {

    long difference() {
        return wall - mono;
    }
}
