package io.orgkeys.keycloak.catalog;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-catalog}. */
public final class ApiCatalogSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "api-catalog";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ApiCatalogProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the overridden method
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return ApiCatalogComponentFactory.class;
    }
}
