package io.orgkeys.keycloak.model;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.keycloak.common.util.Time;

/**
 * The only clock of this provider: Keycloak's own time in milliseconds. Keys and tokens expire by the same clock, even
 * when a test moves Keycloak's time.
 */
public final class KeycloakClock extends Clock {

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        return Time.currentTimeMillis();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Times of keys are UTC");
    }
}
