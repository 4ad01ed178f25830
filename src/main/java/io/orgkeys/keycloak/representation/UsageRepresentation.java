package io.orgkeys.keycloak.representation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.service.UsageSeries;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The usage of a key in JSON: one point for each hour or day, including those without usage.
 *
 * @param refusedBy the refused verifications by the code of the reason
 */
@JsonPropertyOrder({"unit", "from", "to", "allowed", "refused", "refusedBy", "series"})
public record UsageRepresentation(
        @Schema(enumeration = {"hour", "day"}) String unit,
        @Schema(format = "date-time") String from,
        @Schema(format = "date-time") String to,
        long allowed,
        long refused,

        @Schema(description = REFUSED_BY) Map<String, Long> refusedBy,

        List<PointRepresentation> series) {

    private static final String REFUSED_BY = "The refused verifications by the code of the reason";

    /** The usage of a key in the hour or day that begins at {@code start}. */
    @JsonPropertyOrder({"start", "allowed", "refused", "refusedBy"})
    public record PointRepresentation(
            @Schema(format = "date-time") String start,
            long allowed,
            long refused,

            @Schema(description = REFUSED_BY) Map<String, Long> refusedBy) {

        private static PointRepresentation of(UsageSeries.Point point) {
            return new PointRepresentation(
                    point.start().toString(), point.allowed(), point.refused(), byCode(point.refusedBy()));
        }
    }

    public static UsageRepresentation of(UsageSeries usage) {
        return new UsageRepresentation(
                usage.unit().text(),
                usage.from().toString(),
                usage.to().toString(),
                usage.points().stream().mapToLong(UsageSeries.Point::allowed).sum(),
                usage.points().stream().mapToLong(UsageSeries.Point::refused).sum(),
                byCode(usage.points().stream()
                        .map(UsageSeries.Point::refusedBy)
                        .reduce(RefusalCounts.NONE, RefusalCounts::plus)),
                usage.points().stream().map(PointRepresentation::of).toList());
    }

    /** Returns the counts in the order of the checks. */
    private static Map<String, Long> byCode(RefusalCounts counts) {
        Map<String, Long> byCode = new LinkedHashMap<>();
        new TreeMap<>(counts.byReason()).forEach((reason, count) -> byCode.put(reason.code(), count));
        return byCode;
    }
}
