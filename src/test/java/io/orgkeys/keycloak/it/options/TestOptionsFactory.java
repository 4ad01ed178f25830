package io.orgkeys.keycloak.it.options;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

import io.orgkeys.keycloak.option.PlainFactory;

/** Adds the REST resource {@code /admin/realms/{realm}/test-options}. */
public final class TestOptionsFactory extends PlainFactory<AdminRealmResourceProvider>
        implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        return new TestOptionsResource(session);
    }

    @Override
    public String getId() {
        return "test-options";
    }
}
