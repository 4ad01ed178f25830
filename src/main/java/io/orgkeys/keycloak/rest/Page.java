package io.orgkeys.keycloak.rest;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters of a page of a list. */
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
        String max) {

    /** The first page, with the default size. */
    public static final Page DEFAULT = new Page(null, null);

    private static final int DEFAULT_MAX = 100;
    private static final int MAXIMUM_MAX = 1000;

    int first(QueryValues values) {
        return values.number("first", first, 0, Integer.MAX_VALUE);
    }

    int max(QueryValues values) {
        return values.number("max", max, DEFAULT_MAX, MAXIMUM_MAX);
    }
}
