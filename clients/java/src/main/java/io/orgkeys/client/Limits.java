package io.orgkeys.client;

/**
 * Bounds of the memory.
 *
 * @param entries the maximum number of cached answers
 * @param refusals the maximum number of remembered refusals
 * @param usage the maximum number of keys whose counts wait for a successful poll
 */
record Limits(int entries, int refusals, int usage) {

    static final Limits DEFAULT = new Limits(100_000, 10_000, 10_000);
}
