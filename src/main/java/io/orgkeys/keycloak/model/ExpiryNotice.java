package io.orgkeys.keycloak.model;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** When somebody is told that a key is about to expire, from the earliest to the latest. */
public enum ExpiryNotice {
    WEEK(Duration.ofDays(7)),
    DAY(Duration.ofDays(1));

    private final Duration before;

    ExpiryNotice(Duration before) {
        this.before = before;
    }

    /**
     * When the next notice is due. A notice whose time had come already is not made up for: whoever gives a key three days
     * to live does not have to be told four days ago.
     *
     * @param expiresAt null for a key that does not expire
     * @param now when the expiry was set, or the former notice given
     * @return null when there is no notice to come
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
