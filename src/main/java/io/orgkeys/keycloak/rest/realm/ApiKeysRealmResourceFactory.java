package io.orgkeys.keycloak.rest.realm;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

import io.orgkeys.keycloak.service.OwnerLifecycle;

/** Mounts the realm's paths, and has the product listen to what happens to owners. */
public final class ApiKeysRealmResourceFactory implements RealmResourceProviderFactory {

    /** The last part of the path. */
    public static final String ID = "api-keys";

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new ApiKeysRealmResource(session);
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(new OwnerLifecycle());
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
