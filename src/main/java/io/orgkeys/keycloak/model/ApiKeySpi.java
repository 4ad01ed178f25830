package io.orgkeys.keycloak.model;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-key-store}. */
public final class ApiKeySpi implements Spi {

    /** The first of our classes that Keycloak loads, when it is built as when it starts: a Keycloak too old ends here. */
    public ApiKeySpi() {
        KeycloakRelease.requireSupported();
    }

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "api-key-store";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ApiKeyStore.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the overridden method
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return ApiKeyStoreFactory.class;
    }
}
