package io.orgkeys.keycloak.service;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;

/**
 * The services of one request: the only place that wires them.
 *
 * @param store the realm's keys
 * @param clock Keycloak's time, in milliseconds
 */
public record ApiKeyServices(
        ApiKeyStore store,
        Memberships memberships,
        Entitlements entitlements,
        KeyStates states,
        ApiKeyVerifier verifier,
        ApiKeyService keys,
        Clock clock) {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    /** For the realm of the session's context. */
    public static ApiKeyServices of(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        Clock clock = new KeycloakClock();
        ApiKeyStore store = session.getProvider(ApiKeyStore.class);
        Memberships memberships = new Memberships(session);
        Entitlements entitlements = new Entitlements(session, realm, ApiCatalog.of(realm), memberships);
        KeyStates states = new KeyStates(memberships, entitlements, clock);
        return new ApiKeyServices(
                store,
                memberships,
                entitlements,
                states,
                new ApiKeyVerifier(realm, store, states, entitlements, clock),
                new ApiKeyService(realm, store, memberships, GENERATOR, clock),
                clock);
    }

    /** Keycloak's own time, so that keys and tokens age together, also where a test moves it. */
    private static final class KeycloakClock extends Clock {

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
}
