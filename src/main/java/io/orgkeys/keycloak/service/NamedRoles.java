package io.orgkeys.keycloak.service;

import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Finds the roles whose names the catalog contains. The syntax of a name is the same as in Keycloak's mappers: {@code
 * role}, or {@code client-id.role}. The result is the same as the result of {@link
 * KeycloakModelUtils#getRoleFromString(KeycloakSession, RealmModel, String)}. But if the result is cached, the search
 * executes no SQL, even if there is no such role: see {@link MissingClients}.
 */
final class NamedRoles {

    private final RealmModel realm;
    private final MissingClients clients;

    NamedRoles(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.clients = new MissingClients(session, realm);
    }

    /**
     * Returns the role. Client ids and role names may contain dots. If a name can be split at several dots, the longest
     * client id that exists is used.
     */
    Optional<RoleModel> find(String name) {
        int lookups = 0;
        int dot = name.lastIndexOf(KeycloakModelUtils.CLIENT_ROLE_SEPARATOR);
        while (dot >= 0) {
            if (lookups++ == KeycloakModelUtils.MAX_CLIENT_LOOKUPS_DURING_ROLE_RESOLVE) {
                return Optional.empty();
            }
            Optional<ClientModel> client = clients.find(name.substring(0, dot));
            if (client.isPresent()) {
                return Optional.ofNullable(client.get().getRole(name.substring(dot + 1)));
            }
            dot = name.lastIndexOf(KeycloakModelUtils.CLIENT_ROLE_SEPARATOR, dot - 1);
        }
        return Optional.ofNullable(realm.getRole(name));
    }
}
