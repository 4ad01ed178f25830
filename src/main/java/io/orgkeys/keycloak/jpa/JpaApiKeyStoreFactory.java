package io.orgkeys.keycloak.jpa;

import java.util.Map;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyStoreFactory;
import io.orgkeys.keycloak.option.ProviderOptions;

/** Provider {@code jpa} of the key store. */
public final class JpaApiKeyStoreFactory implements ApiKeyStoreFactory, ServerInfoAwareProviderFactory {

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

    /** Our version: this provider is there whatever is switched off. */
    @Override
    public Map<String, String> getOperationalInfo() {
        return ProviderOptions.of("api-key-store", ID).defaults().shown();
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
