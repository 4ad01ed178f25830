package io.orgkeys.keycloak.rest;

import java.time.Instant;

import jakarta.ws.rs.QueryParam;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.UsageSeries;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of the usage of a key. The default period is the last 30 days, or the last 48 hours if the unit
 * is hour.
 */
public record UsageQuery(
        @Parameter(
                description = "The unit of the series, hour or day (UTC): there is one point for each. Default: day.",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                enumeration = {"hour", "day"}))
        @QueryParam("unit")
        @Nullable
        String unit,

        @Parameter(
                description = "The start of the series, such as 2027-01-31T12:00:00Z. Default: 30 days before the end,"
                        + " or 48 hours for the unit hour.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("from")
        @Nullable
        String from,

        @Parameter(
                description = "The end of the series, such as 2027-01-31T12:00:00Z. Default: now.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("to")
        @Nullable
        String to) {

    /**
     * Returns the usage of the key in the requested period.
     *
     * @throws InvalidInputException with all errors
     */
    UsageSeries of(ApiKey key, ApiKeyServices services) {
        QueryValues values = new QueryValues();
        UsageSeries.Unit wanted = values.choice("unit", unit, UsageSeries.Unit::of, UsageSeries.Unit.TEXTS);
        UsageSeries.Unit point = wanted == null ? UsageSeries.Unit.DAY : wanted;
        Instant end = values.read("to", to, Timestamp::parse, FieldErrorCode.INVALID_TIME);
        Instant last = end == null ? services.clock().instant() : end;
        Instant begin = values.read("from", from, Timestamp::parse, FieldErrorCode.INVALID_TIME);
        Instant first = begin == null ? point.defaultFrom(last) : begin;
        if (first.isAfter(last)) {
            values.errors().add("from", FieldErrorCode.LATER_THAN_END);
        } else if (point.points(first, last) > UsageSeries.MAX_POINTS) {
            values.errors().add("from", FieldErrorCode.TOO_MANY_POINTS, UsageSeries.MAX_POINTS, point.text());
        }
        values.errors().throwIfAny();
        return services.usage().of(key, point, first, last);
    }
}
