package io.orgkeys.keycloak.model;

/** The service provider interface {@code api-key-store}. */
public final class ApiKeySpi extends ProviderSpi {

    public ApiKeySpi() {
        super("api-key-store", ApiKeyStore.class, ApiKeyStoreFactory.class);
    }

    /**
     * Fails the build of a Keycloak that is too old: the build calls this method of each SPI. If the constructor threw
     * the exception, the build would print stack traces instead of the message.
     */
    @Override
    public String getName() {
        KeycloakRelease.requireSupported();
        return super.getName();
    }
}
