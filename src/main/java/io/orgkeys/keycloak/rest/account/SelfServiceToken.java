package io.orgkeys.keycloak.rest.account;

import java.util.Objects;

import jakarta.ws.rs.NotAuthorizedException;

import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.Auth;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.resources.account.AccountRestService;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.Memberships;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token that allows its user to manage keys. This is either a token of Keycloak's account console, whose
 * account roles limit what the user can do, or a token with the audience {@value #AUDIENCE}, which an administrator
 * assigns to selected clients with a client scope. Every other token is refused, including a token with the audience
 * {@code account}. By default, clients have full scope, so {@code account} can be an audience of the tokens of any
 * application. But an ordinary application must not be able to create keys that outlive its tokens.
 *
 * @param mayChange false for a token of the account console without the role {@code manage-account}
 */
record SelfServiceToken(AccessToken claims, UserModel user, ClientModel client, boolean mayChange) {

    /** The audience of tokens that allow their users to manage keys. */
    static final String AUDIENCE = "org-api-keys";

    /**
     * Returns the token of the request.
     *
     * @throws StoreUnavailableException if the user of the token cannot be read
     * @throws RefusedException with NOT_AUTHENTICATED if there is no token, or the token is invalid or not for this
     *     purpose
     * @throws RefusedException with FORBIDDEN if a token of the account console has none of the account roles
     */
    static SelfServiceToken of(KeycloakSession session) {
        AuthResult result = authenticate(session);
        if (result == null) {
            throw RequestRefusal.NOT_AUTHENTICATED.exception();
        }
        if (result.user().getServiceAccountClientLink() != null) {
            throw refused("Service accounts cannot use the account REST API. Use the admin REST API, or an API key.");
        }
        if (result.token().getAuthorization() != null) {
            // refuse the token, because every client can get a requesting party token whose audience is another client:
            // see AuthorizationTokenService
            throw refused("A requesting party token (UMA 2.0) cannot be used to manage API keys.");
        }
        ClientModel account = isFromAccountConsole(result) ? account(session) : null;
        AccessToken token = complete(session, result, account);
        boolean hasAudience = token.hasAudience(AUDIENCE);
        if (hasAudience && !isAudienceAmbiguous(session)) {
            return of(token, result, true);
        }
        if (account != null) {
            return of(token, result, mayChange(session, token, result, account));
        }
        throw refused(
                hasAudience
                        ? "The realm has a client with the id " + AUDIENCE
                                + ". While it exists, the audience of this name is not accepted."
                        : "The token cannot be used to manage API keys: its audience does not contain " + AUDIENCE
                                + ".");
    }

    private static SelfServiceToken of(AccessToken token, AuthResult result, boolean mayChange) {
        return new SelfServiceToken(token, result.user(), Objects.requireNonNull(result.client()), mayChange);
    }

    private static @Nullable AuthResult authenticate(KeycloakSession session) {
        try {
            AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
            if (result == null) {
                requireReadableUser(session);
            }
            return result;
        } catch (NotAuthorizedException e) {
            // the header has a scheme other than Bearer, or no token after the scheme
            return null;
        }
    }

    /**
     * Throws if the user of the token cannot be read, because Keycloak treats such a user as disabled and refuses a
     * valid token.
     */
    private static void requireReadableUser(KeycloakSession session) {
        String text = AppAuthManager.extractAuthorizationHeaderToken(
                session.getContext().getHttpRequest().getHttpHeaders());
        AccessToken token = text == null ? null : session.tokens().decode(text, AccessToken.class);
        if (token != null && token.isActive() && token.getSubject() != null) {
            new Memberships(session).requireReadable(token.getSubject());
        }
    }

    private static boolean isFromAccountConsole(AuthResult result) {
        return Constants.ACCOUNT_CONSOLE_CLIENT_ID.equals(result.token().getIssuedFor());
    }

    private static ClientModel account(KeycloakSession session) {
        AccountRestService.checkAccountApiEnabled();
        ClientModel account =
                session.getContext().getRealm().getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        if (account == null || !account.isEnabled()) {
            throw refused("The client account of the realm does not exist or is disabled.");
        }
        return account;
    }

    /**
     * Adds the claims that a lightweight token omits, with Keycloak's code for introspection. Does so only if the token
     * has no audience at all, or is a token of the account console without account roles. Does not change other tokens,
     * because a token exchange may have removed claims from them on purpose.
     */
    private static AccessToken complete(KeycloakSession session, AuthResult result, @Nullable ClientModel account) {
        AccessToken token = result.token();
        boolean lacksRoles = account != null && token.getResourceAccess(account.getClientId()) == null;
        return token.getAudience() == null || lacksRoles
                ? new AccessTokenIntrospectionProvider<AccessToken>(session)
                        .transformAccessToken(token, result.session())
                : token;
    }

    /**
     * Whether the realm has a client whose client id is our audience. Keycloak adds the client id to the audience of
     * every token that has a role of this client. So with such a client, which somebody could create by client
     * registration, the tokens of all clients with full scope could get our audience.
     */
    private static boolean isAudienceAmbiguous(KeycloakSession session) {
        return session.getContext().getRealm().getClientByClientId(AUDIENCE) != null;
    }

    /** Applies the rules of Keycloak's account REST API: see Keycloak's class {@code AccountLoader}. */
    private static boolean mayChange(
            KeycloakSession session, AccessToken token, AuthResult result, ClientModel account) {
        if (!token.hasAudience(account.getClientId())) {
            throw refused("The token cannot be used for the account REST API: its audience does not contain the client"
                    + " account.");
        }
        Auth auth = new Auth(session.getContext().getRealm(), token, result.user(), account, result.session(), false);
        if (!auth.hasOneOfAppRole(account, AccountRoles.VIEW_PROFILE, AccountRoles.MANAGE_ACCOUNT)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "The token does not have the role view-profile or manage-account of the client account.");
        }
        return auth.hasClientRole(account, AccountRoles.MANAGE_ACCOUNT);
    }

    private static RefusedException refused(String detail) {
        return RequestRefusal.NOT_AUTHENTICATED.exception(detail);
    }
}
