package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.orgkeys.keycloak.service.UsageSeries;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The usage of a key in JSON: one point for each hour or day, including those without usage. */
@JsonPropertyOrder({"unit", "from", "to", "allowed", "refused", "series"})
public record UsageRepresentation(
        @Schema(enumeration = {"hour", "day"}) String unit,
        @Schema(format = "date-time") String from,
        @Schema(format = "date-time") String to,
        long allowed,
        long refused,
        List<PointRepresentation> series) {

    /** The usage of a key in the hour or day that begins at {@code start}. */
    @JsonPropertyOrder({"start", "allowed", "refused"})
    public record PointRepresentation(
            @Schema(format = "date-time") String start, long allowed, long refused) {}

    public static UsageRepresentation of(UsageSeries usage) {
        return new UsageRepresentation(
                usage.unit().text(),
                usage.from().toString(),
                usage.to().toString(),
                usage.points().stream().mapToLong(UsageSeries.Point::allowed).sum(),
                usage.points().stream().mapToLong(UsageSeries.Point::refused).sum(),
                usage.points().stream()
                        .map(point ->
                                new PointRepresentation(point.start().toString(), point.allowed(), point.refused()))
                        .toList());
    }
}
