package io.orgkeys.keycloak.model;

/** The service provider interface {@code api-key-store}. */
public final class ApiKeySpi extends ProviderSpi {

    public ApiKeySpi() {
        super("api-key-store", ApiKeyStore.class, ApiKeyStoreFactory.class);
    }

    /**
     * Ends the build of a Keycloak that is too old: the build asks each SPI for its name. For an exception of the constructor, it
     * would print stack traces instead of the sentence.
     */
    @Override
    public String getName() {
        KeycloakRelease.requireSupported();
        return super.getName();
    }
}
