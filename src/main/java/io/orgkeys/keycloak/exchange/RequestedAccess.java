package io.orgkeys.keycloak.exchange;

import java.util.List;
import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.token.TokenAccess;

/** Evaluates the requested {@code scope} and {@code audience} (RFC 8693 §2.1) against the permissions of the key. */
final class RequestedAccess {

    private RequestedAccess() {}

    /**
     * Limits the effective permissions of a key to the requested permissions. If the request has no scope, keeps all
     * permissions. Refuses the request if no permission is left.
     */
    static TokenAccess of(TokenExchangeContext context, Permissions effective, ExchangeErrors errors) {
        ApiCatalog catalog = ApiCatalog.of(context.getRealm());
        Permissions permissions = inScope(context, effective, errors);
        List<String> audience = Optional.ofNullable(context.getParams().getAudience()).orElseGet(List::of).stream()
                .filter(clientId -> !clientId.isBlank())
                .distinct()
                .toList();
        if (audience.isEmpty()) {
            return byDefault(context, permissions, errors);
        }
        for (String clientId : audience) {
            requireServes(context, clientId, permissions, catalog, errors);
        }
        return TokenAccess.of(catalog, permissions, audience);
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

    /** Refuses the request if the audience contains a client that serves none of the permissions. */
    private static void requireServes(
            TokenExchangeContext context,
            String clientId,
            Permissions permissions,
            ApiCatalog catalog,
            ExchangeErrors errors) {
        ClientModel target = isPossible(context, clientId) ? context.getRealm().getClientByClientId(clientId) : null;
        if (target == null
                || !target.isEnabled()
                || catalog.visibleTo(clientId, permissions).isEmpty()) {
            throw errors.invalidTarget("The audience contains a client that serves none of the requested resources.");
        }
    }

    /**
     * Whether the client id can be looked up. A text that is too long or has unsupported characters would cause a
     * database error.
     */
    private static boolean isPossible(TokenExchangeContext context, String clientId) {
        return Identifier.isPlausible(clientId)
                && context.getSession().getProvider(ApiKeyStore.class).canStore(clientId);
    }

    private static TokenAccess byDefault(TokenExchangeContext context, Permissions permissions, ExchangeErrors errors) {
        TokenAccess access = TokenAccess.forDefaultAudience(context.getRealm(), permissions, context.getClient());
        if (access.permissions().isEmpty()) {
            throw errors.invalidTarget("No enabled client serves the requested resources.");
        }
        return access;
    }
}
