package io.orgkeys.keycloak.it.clock;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

import io.orgkeys.keycloak.option.PlainFactory;

/** Provides the endpoint {@code /realms/{realm}/test-clock}. */
public final class TestClockFactory extends PlainFactory<RealmResourceProvider>
        implements RealmResourceProviderFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new TestClockResource(session);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String getId() {
        return "test-clock";
    }
}
