package io.orgkeys.keycloak.option;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/** A provider factory that does nothing when the server starts and stops, unless a subclass overrides a method. */
public abstract class PlainFactory<T extends Provider> implements ProviderFactory<T> {

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
