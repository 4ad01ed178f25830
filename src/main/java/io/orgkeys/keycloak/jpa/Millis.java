package io.orgkeys.keycloak.jpa;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Converts times to and from the values of columns, which are milliseconds since 1970 or null. */
final class Millis {

    private Millis() {}

    static @Nullable Long of(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    static @Nullable Instant toInstant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
