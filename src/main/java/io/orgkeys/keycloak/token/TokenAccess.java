package io.orgkeys.keycloak.token;

import java.util.Collection;
import java.util.List;

import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.Permissions;

/**
 * The permissions and the audience of a token that was issued for a key.
 *
 * @param permissions at most the effective ones of the key
 * @param audience ids of the clients that are to accept the token, never empty (RFC 9068 §3)
 */
public record TokenAccess(Permissions permissions, List<String> audience) {

    public TokenAccess {
        audience = List.copyOf(audience);
    }

    /** Limits the permissions to those that at least one client of the audience serves. */
    public static TokenAccess of(ApiCatalog catalog, Permissions permissions, Collection<String> audience) {
        return new TokenAccess(catalog.visibleToAny(audience, permissions), List.copyOf(audience));
    }

    /**
     * The access without a requested audience: the audience is the enabled clients that the catalog names for the permissions, or
     * else the client that asked. The permissions are empty if no such client serves them.
     *
     * @param client the client that asked for the token
     */
    public static TokenAccess byDefault(RealmModel realm, Permissions permissions, ClientModel client) {
        ApiCatalog catalog = ApiCatalog.of(realm);
        List<String> named = catalog.audience(permissions)
                .filter(clientId -> {
                    ClientModel target = realm.getClientByClientId(clientId);
                    return target != null && target.isEnabled();
                })
                .toList();
        return of(catalog, permissions, named.isEmpty() ? List.of(client.getClientId()) : named);
    }
}
