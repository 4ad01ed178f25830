package io.orgkeys.keycloak.benchmark;

/**
 * What came out of a measurement.
 *
 * @param perSecond requests that were answered as they should
 * @param serverMicros processor time of the server for one of them, 0 where it was not measured
 * @param p50 in milliseconds
 * @param p99 in milliseconds
 * @param errors requests that were answered otherwise, or not at all
 */
record Result(Row row, double perSecond, long serverMicros, long p50, long p99, long errors) {

    double ratioTo(Result other) {
        return perSecond / other.perSecond;
    }
}
