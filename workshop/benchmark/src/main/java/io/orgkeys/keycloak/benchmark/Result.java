package io.orgkeys.keycloak.benchmark;

import java.util.List;

/**
 * The result of a measurement.
 *
 * @param perSecond successful requests per second
 * @param serverMicros processor time of the server per request; 0 if it was not measured
 * @param p50 the median of the response times in milliseconds
 * @param p99 the 99th percentile of the response times in milliseconds
 * @param errors the number of requests with an unexpected answer or without an answer
 */
record Result(Row row, double perSecond, long serverMicros, long p50, long p99, long errors) {

    /** Combines the results of several servers: averages, the longest response times, and the sum of the errors. */
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
