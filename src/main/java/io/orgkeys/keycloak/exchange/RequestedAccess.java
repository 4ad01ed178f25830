package io.orgkeys.keycloak.exchange;

import java.util.List;
import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.Permissions;

/**
 * What a token is asked for, as far as the key has it (RFC 8693 §2.1, {@code scope} and {@code audience}).
 *
 * @param permissions never none
 * @param audience ids of clients, never none (RFC 9068 §3)
 */
record RequestedAccess(Permissions permissions, List<String> audience) {

    /**
     * Narrows what a key may do to what was asked for; all of it, when nothing was.
     *
     * @param effective what the key may do
     */
    static RequestedAccess of(TokenExchangeContext context, Permissions effective, ExchangeErrors errors) {
        ApiCatalog catalog = ApiCatalog.of(context.getRealm());
        Permissions permissions = inScope(context, effective, errors);
        List<String> audience = Optional.ofNullable(context.getParams().getAudience()).orElseGet(List::of).stream()
                .filter(clientId -> !clientId.isBlank())
                .distinct()
                .toList();
        if (audience.isEmpty()) {
            return new RequestedAccess(permissions, defaultAudience(context, permissions, catalog));
        }
        for (String clientId : audience) {
            requireServes(context, clientId, permissions, catalog, errors);
        }
        return new RequestedAccess(catalog.visibleToAny(audience, permissions), audience);
    }

    private static Permissions inScope(TokenExchangeContext context, Permissions effective, ExchangeErrors errors) {
        String scope = context.getParams().getScope();
        if (scope == null || scope.isBlank()) {
            return effective;
        }
        Permissions permissions = effective.intersect(Permissions.ofScope(scope));
        if (permissions.isEmpty()) {
            throw errors.invalidScope("The API key has none of the permissions in scope.");
        }
        return permissions;
    }

    /** A client of the audience must be one that may see something of what the token is for. */
    private static void requireServes(
            TokenExchangeContext context,
            String clientId,
            Permissions permissions,
            ApiCatalog catalog,
            ExchangeErrors errors) {
        ClientModel target = context.getRealm().getClientByClientId(clientId);
        if (target == null
                || !target.isEnabled()
                || catalog.visibleTo(clientId, permissions).isEmpty()) {
            throw errors.invalidTarget("The audience has a client that serves none of the resources asked for.");
        }
    }

    /** The clients that the catalogue names, and the asking client where it names none. */
    private static List<String> defaultAudience(
            TokenExchangeContext context, Permissions permissions, ApiCatalog catalog) {
        List<String> audience = catalog.audience(permissions).toList();
        return audience.isEmpty() ? List.of(context.getClient().getClientId()) : audience;
    }
}
