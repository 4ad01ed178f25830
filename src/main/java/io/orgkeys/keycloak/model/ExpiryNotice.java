package io.orgkeys.keycloak.model;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The notices that a key is about to expire, from the earliest to the latest. */
public enum ExpiryNotice {
    WEEK(Duration.ofDays(7)),
    DAY(Duration.ofDays(1));

    private final Duration before;

    ExpiryNotice(Duration before) {
        this.before = before;
    }

    /**
     * Returns when the next notice is due. A notice whose time has already passed is skipped. For example, a key that
     * is set to expire in three days gets no notice seven days before its expiry.
     *
     * @param expiresAt null for a key that does not expire
     * @param now when the expiry was set, or the previous notice was sent
     * @return null if there is no further notice
     */
    public static @Nullable Instant dueAt(@Nullable Instant expiresAt, Instant now) {
        return expiresAt == null
                ? null
                : Stream.of(values())
                        .map(notice -> expiresAt.minus(notice.before))
                        .filter(due -> due.isAfter(now))
                        .findFirst()
                        .orElse(null);
    }
}
