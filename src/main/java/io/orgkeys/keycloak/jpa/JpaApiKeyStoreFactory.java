package io.orgkeys.keycloak.jpa;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyStoreFactory;

/** Provider {@code jpa} of the key store. */
public final class JpaApiKeyStoreFactory implements ApiKeyStoreFactory {

    public static final String ID = "jpa";

    @Override
    public ApiKeyStore create(KeycloakSession session) {
        return new JpaApiKeyStore(
                session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
