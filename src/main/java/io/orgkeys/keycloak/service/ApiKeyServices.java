package io.orgkeys.keycloak.service;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import io.orgkeys.keycloak.usage.UsageRecorder;

/** The composition root: the services of one session. */
public record ApiKeyServices(
        ApiKeyStore store,
        ApiCatalog catalog,
        Memberships memberships,
        Entitlements entitlements,
        KeyStates states,
        ApiKeyVerifier verifier,
        ApiKeyService keys,
        KeyUsage usage,
        LeakedKeys leaks,
        IdleKeys idle,
        KillSwitch killSwitch,
        Clock clock) {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    /** Creates the services for the realm in the session's context. */
    public static ApiKeyServices of(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        Clock clock = new KeycloakClock();
        ApiKeyStore store = session.getProvider(ApiKeyStore.class);
        UsageRecorder usage = session.getProvider(UsageRecorder.class);
        Memberships memberships = new Memberships(session, store);
        ApiCatalog catalog = ApiCatalog.of(realm);
        Entitlements entitlements = new Entitlements(session, realm, catalog, memberships);
        KeyStates states = new KeyStates(memberships, entitlements, clock);
        return new ApiKeyServices(
                store,
                catalog,
                memberships,
                entitlements,
                states,
                new ApiKeyVerifier(session, store, states, memberships, entitlements, catalog, usage, clock),
                new ApiKeyService(
                        realm, store, memberships, GENERATOR, usage, session.getProvider(FailureLimits.class), clock),
                new KeyUsage(store),
                new LeakedKeys(realm, store, states, clock),
                new IdleKeys(realm, store, clock),
                new KillSwitch(store, clock),
                clock);
    }

    /** Runs the work in its own session and transaction, with the realm in the session's context. */
    public static <T> T inNewSession(
            KeycloakSessionFactory sessions, String realmId, Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
            own.getContext().setRealm(own.realms().getRealm(realmId));
            return work.apply(own);
        });
    }
}
