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
 * @param permissions all or some of the effective permissions of the key
 * @param audience the client ids of the clients that should accept the token, never empty (RFC 9068 §3)
 */
public record TokenAccess(Permissions permissions, List<String> audience) {

    public TokenAccess {
        audience = List.copyOf(audience);
    }

    /** Returns the access for this audience. Drops each permission that no client of the audience serves. */
    public static TokenAccess of(ApiCatalog catalog, Permissions permissions, Collection<String> audience) {
        return new TokenAccess(catalog.visibleToAny(audience, permissions), List.copyOf(audience));
    }

    /**
     * Returns the access of a token for which no audience was requested. The audience is the enabled clients that the
     * catalog names for the permissions, or the requesting client if there are none. The permissions are empty if none
     * of the clients in the audience serves them.
     *
     * @param client the client that requested the token
     */
    public static TokenAccess forDefaultAudience(RealmModel realm, Permissions permissions, ClientModel client) {
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
