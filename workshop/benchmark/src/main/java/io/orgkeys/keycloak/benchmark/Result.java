package io.orgkeys.keycloak.benchmark;

import java.util.List;

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

    /** Of the same row on several servers; of the response times the longest, of the errors all. */
    static Result average(Row row, List<Result> results) {
        return new Result(
                row,
                results.stream().mapToDouble(Result::perSecond).average().orElse(0),
                Math.round(results.stream()
                        .mapToLong(Result::serverMicros)
                        .average()
                        .orElse(0)),
                results.stream().mapToLong(Result::p50).max().orElse(0),
                results.stream().mapToLong(Result::p99).max().orElse(0),
                results.stream().mapToLong(Result::errors).sum());
    }

    double ratioTo(Result other) {
        return perSecond / other.perSecond;
    }
}
