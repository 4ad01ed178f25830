package io.orgkeys.keycloak.catalog;

import org.keycloak.provider.Provider;

/** The component type under which the catalogue and the settings are stored. Its components are data: none is ever made. */
public interface ApiCatalogProvider extends Provider {}
