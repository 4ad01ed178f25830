package io.orgkeys.keycloak.catalog;

import org.keycloak.provider.Provider;

/**
 * The component type of the catalog and the settings. Its components only store data, so no provider is ever created.
 */
public interface ApiCatalogProvider extends Provider {}
