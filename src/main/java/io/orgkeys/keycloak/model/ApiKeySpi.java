package io.orgkeys.keycloak.model;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-key-store}. */
public final class ApiKeySpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    /**
     * Ends the building of a Keycloak that is too old: it asks each SPI for its name then. What a constructor throws it would
     * print with stack traces, and of this only the sentence.
     */
    @Override
    public String getName() {
        KeycloakRelease.requireSupported();
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
