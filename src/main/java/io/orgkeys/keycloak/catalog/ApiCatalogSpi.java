package io.orgkeys.keycloak.catalog;

import io.orgkeys.keycloak.model.ProviderSpi;

/** The service provider interface {@code api-catalog}. */
public final class ApiCatalogSpi extends ProviderSpi {

    public ApiCatalogSpi() {
        super("api-catalog", ApiCatalogProvider.class, ApiCatalogComponentFactory.class);
    }
}
