package io.orgkeys.keycloak.upkeep;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-key-upkeep}. */
public final class UpkeepSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "api-key-upkeep";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Upkeep.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the overridden method
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return UpkeepFactory.class;
    }
}
