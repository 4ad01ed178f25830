package io.orgkeys.keycloak.openapi;

import jakarta.ws.rs.Path;

import io.orgkeys.keycloak.rest.account.AccountResource;
import io.orgkeys.keycloak.rest.account.SelfResource;
import io.orgkeys.keycloak.rest.admin.ApiKeysAdminResource;
import io.orgkeys.keycloak.rest.leak.LeaksResource;
import io.orgkeys.keycloak.rest.verify.AnyMethodResource;

/**
 * Where Keycloak mounts our resources. Not in the jar: a server that finds a class with a path serves it, past everything
 * that Keycloak checks before.
 */
final class Roots {

    private Roots() {}

    /** Below Keycloak's admin REST. */
    @Path("/admin/realms/{realm}/api-keys")
    public static class Admin {

        @Path("")
        public ApiKeysAdminResource keys() {
            throw new UnsupportedOperationException();
        }
    }

    /** {@code ApiKeysRealmResource}, whose locators do not say what they return. */
    @Path("/realms/{realm}/api-keys")
    public static class Realm {

        @Path("organizations")
        public AccountResource organizations() {
            throw new UnsupportedOperationException();
        }

        @Path("self")
        public SelfResource self() {
            throw new UnsupportedOperationException();
        }

        @Path("leaks")
        public LeaksResource leaks() {
            throw new UnsupportedOperationException();
        }

        @Path("")
        public AnyMethodResource verify() {
            throw new UnsupportedOperationException();
        }
    }
}
