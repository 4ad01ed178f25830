package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A range of times. Adjacent ranges neither overlap nor leave a gap.
 *
 * @param from the first time of the range; null for no limit
 * @param before the first time after the range; null for no limit
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant before) {

    /** The range of all times. */
    public static final TimeRange ALL = new TimeRange(null, null);

    public boolean isAll() {
        return from == null && before == null;
    }
}
