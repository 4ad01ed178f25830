package io.orgkeys.keycloak.model;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The base class of the service provider interfaces of this project. */
public abstract class ProviderSpi implements Spi {

    private final String name;
    private final Class<? extends Provider> provider;

    @SuppressWarnings("rawtypes") // raw type, as in the interface
    private final Class<? extends ProviderFactory> factory;

    protected ProviderSpi(
            String name,
            Class<? extends Provider> provider,
            @SuppressWarnings("rawtypes") Class<? extends ProviderFactory> factory) {
        this.name = name;
        this.provider = provider;
        this.factory = factory;
    }

    @Override
    public final boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public final Class<? extends Provider> getProviderClass() {
        return provider;
    }

    @Override
    @SuppressWarnings("rawtypes") // raw type, as in the interface
    public final Class<? extends ProviderFactory> getProviderFactoryClass() {
        return factory;
    }
}
