package io.orgkeys.keycloak.rest.admin;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

import io.orgkeys.keycloak.option.PlainFactory;

/** Registers the admin REST API for keys. */
public final class ApiKeysAdminResourceFactory extends PlainFactory<AdminRealmResourceProvider>
        implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

    /** The last segment of the path. */
    private static final String ID = "api-keys";

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        return new ApiKeysAdminResource(session, realm, auth, adminEvent);
    }

    @Override
    public String getId() {
        return ID;
    }
}
