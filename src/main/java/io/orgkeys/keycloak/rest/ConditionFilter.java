package io.orgkeys.keycloak.rest;

import java.util.Optional;

import jakarta.ws.rs.QueryParam;

import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.KeyConditions;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.TimeRange;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that filter keys by their history, their permissions and their attributes. A missing or blank
 * parameter does not filter. Parameters that exclude each other are valid, and then no key matches.
 */
public record ConditionFilter(
        @Parameter(
                description = "Only keys that were created before this time, such as 2027-01-31T12:00:00Z.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("createdBefore")
        @Nullable
        String createdBefore,

        @Parameter(
                description = "Only keys that were created at this time or later.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("createdAfter")
        @Nullable
        String createdAfter,

        @Parameter(
                description = "Only keys that expire before this time. Keys without an expiry do not match.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("expiresBefore")
        @Nullable
        String expiresBefore,

        @Parameter(
                description = "Only keys that expire at this time or later. Keys without an expiry do not match.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("expiresAfter")
        @Nullable
        String expiresAfter,

        @Parameter(
                description = "Only keys that were not used at this time or later. Keys that were never used match.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("lastUsedBefore")
        @Nullable
        String lastUsedBefore,

        @Parameter(
                description = "Only keys that were used at this time or later.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("lastUsedAfter")
        @Nullable
        String lastUsedAfter,

        @Parameter(
                description = "true for only the keys that were never used, false for only the keys that were used.",
                schema = @Schema(type = SchemaType.BOOLEAN))
        @QueryParam("unused")
        @Nullable
        String unused,

        @Parameter(description = "Only keys to which this permission was granted, such as stats:read.")
        @QueryParam("permission")
        @Nullable
        String permission,

        @Parameter(
                description =
                        "Only keys with these attributes, in Keycloak's syntax: name:value, or name:\"value with spaces\"."
                                + " Separate several attributes by spaces.")
        @QueryParam("q")
        @Nullable
        String q,

        @Parameter(
                description =
                        "true for only the keys whose current secret was reported as public, false for only the other keys.",
                schema = @Schema(type = SchemaType.BOOLEAN))
        @QueryParam("leaked")
        @Nullable
        String leaked) {

    /** Validates the parameters. */
    KeyConditions read(QueryValues values) {
        return new KeyConditions(
                range(values, "created", createdAfter, createdBefore),
                range(values, "expires", expiresAfter, expiresBefore),
                range(values, "lastUsed", lastUsedAfter, lastUsedBefore),
                flag(values, "unused", unused),
                values.read("permission", permission, Permission::parse, FieldErrorCode.INVALID_PERMISSION),
                AttributeQuery.read(values, q),
                flag(values, "leaked", leaked));
    }

    private static TimeRange range(QueryValues values, String event, @Nullable String after, @Nullable String before) {
        return new TimeRange(
                values.read(event + "After", after, Timestamp::parse, FieldErrorCode.INVALID_TIME),
                values.read(event + "Before", before, Timestamp::parse, FieldErrorCode.INVALID_TIME));
    }

    private static @Nullable Boolean flag(QueryValues values, String name, @Nullable String text) {
        return values.read(
                name,
                text,
                sent -> switch (sent) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                },
                FieldErrorCode.NOT_BOOLEAN);
    }
}
