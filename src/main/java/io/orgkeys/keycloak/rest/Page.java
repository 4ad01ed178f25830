package io.orgkeys.keycloak.rest;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

/** The query parameters of a page of a list. */
public record Page(
        @QueryParam("first") @Nullable String first,
        @QueryParam("max") @Nullable String max) {

    /** The first page, in the default size. */
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
