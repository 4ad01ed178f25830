package io.orgkeys.keycloak.it.options;

import java.util.Map;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.upkeep.Upkeep;
import org.jspecify.annotations.Nullable;

/**
 * Initializes a provider of the running server again, with the options in the request. {@code PUT /store} is for the
 * key store in the database, {@code PUT /upkeep} for the periodic task that disables idle keys and sends expiry
 * notices.
 */
public class TestOptionsResource {

    private final KeycloakSession session;

    TestOptionsResource(KeycloakSession session) {
        this.session = session;
    }

    @PUT
    @Path("store")
    @Consumes(MediaType.APPLICATION_JSON)
    public void set(Map<String, String> options) {
        set(ApiKeyStore.class, "jpa", options);
    }

    @PUT
    @Path("upkeep")
    @Consumes(MediaType.APPLICATION_JSON)
    public void setUpkeep(Map<String, String> options) {
        set(Upkeep.class, "default", options);
    }

    private void set(Class<? extends Provider> spi, String id, Map<String, String> options) {
        session.getKeycloakSessionFactory().getProviderFactory(spi, id).init(new Config.SystemPropertiesScope("") {
            @Override
            public @Nullable String get(String key) {
                return options.get(key);
            }
        });
    }
}
