package io.orgkeys.keycloak.openapi;

import jakarta.ws.rs.Path;

import io.orgkeys.keycloak.rest.account.AccountResource;
import io.orgkeys.keycloak.rest.account.SelfResource;
import io.orgkeys.keycloak.rest.admin.ApiKeysAdminResource;
import io.orgkeys.keycloak.rest.feed.ChangesResource;
import io.orgkeys.keycloak.rest.leak.LeaksResource;
import io.orgkeys.keycloak.rest.verify.AnyMethodResource;

/**
 * Declares the paths at which Keycloak mounts our resources. These classes must not be in the jar. Otherwise, the
 * server would serve their paths directly, without the checks that Keycloak makes before it calls our resources.
 */
final class Roots {

    private Roots() {}

    /** The resources below Keycloak's admin REST API. */
    @Path("/admin/realms/{realm}/api-keys")
    public static class Admin {

        @Path("")
        public ApiKeysAdminResource keys() {
            throw new UnsupportedOperationException();
        }
    }

    /**
     * The paths of {@code ApiKeysRealmResource}, whose locator methods do not declare which resource class they return.
     */
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

        @Path("changes")
        public ChangesResource changes() {
            throw new UnsupportedOperationException();
        }

        @Path("")
        public AnyMethodResource verify() {
            throw new UnsupportedOperationException();
        }
    }
}
