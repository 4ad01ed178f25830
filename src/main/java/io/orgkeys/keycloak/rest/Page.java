package io.orgkeys.keycloak.rest;

import jakarta.ws.rs.QueryParam;

import io.orgkeys.keycloak.model.KeyOrder;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters of a page of a list, and of the order of the list. */
public record Page(
        @Parameter(
                description = "The number of keys to skip. Default: 0.",
                schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
        @QueryParam("first")
        @Nullable
        String first,

        @Parameter(
                description = "The maximum number of keys to return, up to " + Page.MAXIMUM_MAX + ". Default: "
                        + Page.DEFAULT_MAX + ".",
                schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
        @QueryParam("max")
        @Nullable
        String max,

        @Parameter(
                description = "The field by which the keys are sorted, with a leading minus sign for the descending"
                        + " order. Keys with the same value are sorted by their ids. A key that was never used comes"
                        + " before, and a key without an expiry after all others; in descending order, it is the"
                        + " other way around. Default: name.",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                enumeration = {
                                    "name",
                                    "-name",
                                    "createdAt",
                                    "-createdAt",
                                    "lastUsedAt",
                                    "-lastUsedAt",
                                    "expiresAt",
                                    "-expiresAt"
                                }))
        @QueryParam("sort")
        @Nullable
        String sort) {

    /** The first page, with the default size and order. */
    public static final Page DEFAULT = new Page(null, null, null);

    private static final int DEFAULT_MAX = 100;
    private static final int MAXIMUM_MAX = 1000;

    int first(QueryValues values) {
        return values.number("first", first, 0, Integer.MAX_VALUE);
    }

    int max(QueryValues values) {
        return values.number("max", max, DEFAULT_MAX, MAXIMUM_MAX);
    }

    /** Whether the request has a maximum number of keys. */
    boolean hasMax() {
        return max != null && !max.isBlank();
    }

    KeyOrder order(QueryValues values) {
        KeyOrder order = values.choice("sort", sort, KeyOrder::of, KeyOrder.TEXTS);
        return order == null ? KeyOrder.BY_NAME : order;
    }
}
