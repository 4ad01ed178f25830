package io.orgkeys.keycloak.service;

import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The roles that the catalog names as Keycloak's mappers do: {@code role}, or {@code client-id.role}. Finds the same role as
 * {@link KeycloakModelUtils#getRoleFromString(KeycloakSession, RealmModel, String)}, but without SQL also where the name has
 * no role: see {@link MissingClients}.
 */
final class NamedRoles {

    private final RealmModel realm;
    private final MissingClients clients;

    NamedRoles(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.clients = new MissingClients(session, realm);
    }

    /** Client ids and names of roles may contain dots. The longest client id that exists counts. */
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
