package io.orgkeys.keycloak.model;

/** The service provider interface {@code api-key-store}. */
public final class ApiKeySpi extends ProviderSpi {

    public ApiKeySpi() {
        super("api-key-store", ApiKeyStore.class, ApiKeyStoreFactory.class);
    }

    /**
     * Returns the name. Throws an exception if this Keycloak is too old. {@code kc.sh build} calls this method of each
     * SPI. If the method throws, the build fails with the message of the exception. If the constructor threw the
     * exception, {@code kc.sh build} would print stack traces instead of the message.
     */
    @Override
    public String getName() {
        KeycloakRelease.requireSupported();
        return super.getName();
    }
}
