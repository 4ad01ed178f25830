package io.orgkeys.keycloak.rest.realm;

import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

import io.orgkeys.keycloak.event.OwnerEvents;
import io.orgkeys.keycloak.model.KeycloakRelease;
import io.orgkeys.keycloak.option.PlainFactory;
import io.orgkeys.keycloak.service.MissingClients;
import io.orgkeys.keycloak.service.OwnerLifecycle;
import org.jboss.logging.Logger;

/**
 * Registers the REST resources of a realm. At startup, also registers the event listeners, and logs warnings about the
 * Keycloak release and missing features.
 */
public final class ApiKeysRealmResourceFactory extends PlainFactory<RealmResourceProvider>
        implements RealmResourceProviderFactory {

    /** The last segment of the path. */
    private static final String ID = "api-keys";

    private static final Logger LOG = Logger.getLogger(ApiKeysRealmResourceFactory.class);

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new ApiKeysRealmResource(session);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(new OwnerLifecycle(new OwnerEvents()));
        factory.register(new MissingClients.Renames());
        KeycloakRelease.untestedWarning().ifPresent(LOG::warn);
        if (!Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION)) {
            LOG.warn("The feature organization is disabled on this server. API keys belong to organizations: all are"
                    + " refused until the feature is enabled again.");
        }
    }

    @Override
    public String getId() {
        return ID;
    }
}
