package io.orgkeys.client;

/**
 * What is known from the change feed.
 *
 * @param polled whether a poll succeeded since the last jump of a clock
 * @param lastPoll the monotonic time at which the last successful poll began
 * @param lifespan the maximum age of entries in milliseconds
 * @param jumps how often a clock has jumped
 */
record Feed(boolean polled, long lastPoll, long lifespan, int jumps) {

    static final Feed NONE = new Feed(false, 0, 0, 0);

    boolean isFresh(Now now, Timing timing) {
        return polled && now.mono() - lastPoll <= timing.freshness();
    }

    long since(Now now, Timing timing) {
        return polled ? now.mono() - lastPoll + timing.overlap() : timing.overlap();
    }

    Feed afterJump() {
        return new Feed(false, 0, lifespan, jumps + 1);
    }

    Feed after(Poll poll, Changes changes) {
        return new Feed(true, poll.began(), changes.lifespan(), jumps);
    }
}
