package io.orgkeys.client;

/**
 * Durations in milliseconds that make sure that no change is missed. They assume that all nodes hear of a change within
 * one second. Tests prove that other values are not sufficient.
 *
 * @param freshness the longest time for which the cache is used after a successful poll began
 * @param overlap how far a poll looks back behind the beginning of the last successful one
 * @param slowestIntrospection the maximum duration of an introspection whose answer is cached. Otherwise, a change that
 *     the asked node had not heard yet could be too old for the next poll.
 * @param overtaking how long after the beginning of such an introspection the last successful poll can have begun. The
 *     next poll looks back from there.
 * @param slowestPoll the maximum duration of a successful poll. The time until the node reads the request shortens the
 *     overlap.
 */
record Timing(long freshness, long overlap, long slowestIntrospection, long overtaking, long slowestPoll) {

    static final Timing DEFAULT = new Timing(2_000, 2_000, 1_000, 0, 1_000);
}
