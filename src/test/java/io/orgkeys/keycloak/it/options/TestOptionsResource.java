package io.orgkeys.keycloak.it.options;

import java.util.Map;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.model.ApiKeyStore;
import org.jspecify.annotations.Nullable;

/** {@code PUT /store} has our store in the database read its options again, and these are they. */
public class TestOptionsResource {

    private final KeycloakSession session;

    TestOptionsResource(KeycloakSession session) {
        this.session = session;
    }

    @PUT
    @Path("store")
    @Consumes(MediaType.APPLICATION_JSON)
    public void set(Map<String, String> options) {
        session.getKeycloakSessionFactory()
                .getProviderFactory(ApiKeyStore.class, "jpa")
                .init(new Config.SystemPropertiesScope("") {
                    @Override
                    public @Nullable String get(String key) {
                        return options.get(key);
                    }
                });
    }
}
