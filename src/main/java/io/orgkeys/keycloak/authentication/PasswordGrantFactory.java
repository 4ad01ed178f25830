package io.orgkeys.keycloak.authentication;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantType;
import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantTypeFactory;
import org.keycloak.services.CorsErrorResponseException;

import io.orgkeys.keycloak.catalog.SecretParser;

/**
 * Replaces Keycloak's password grant. After a login with a key, {@link TokenResponseLimiter} ensures that the response
 * grants no more than the access token. Refuses a key that was sent as the user name, so that the login event does not
 * contain the key.
 */
public final class PasswordGrantFactory extends ResourceOwnerPasswordCredentialsGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new ResourceOwnerPasswordCredentialsGrantType() {
            @Override
            public Response process(Context context) {
                refuseKeyAsUserName(context);
                return TokenResponseLimiter.of(context.getSession(), () -> super.process(context));
            }
        };
    }

    /** Refuses a key that was sent as the user name, because Keycloak writes the user name to the login event. */
    private static void refuseKeyAsUserName(OAuth2GrantType.Context context) {
        String name = context.getFormParams().getFirst(OAuth2Constants.USERNAME);
        if (name != null
                && SecretParser.containsSecret(context.getRealm(), name)
                && !isUser(context.getSession(), context.getRealm(), name)) {
            context.getEvent()
                    .detail(Details.REASON, "The user name is an API key")
                    .error(Errors.USER_NOT_FOUND);
            throw new CorsErrorResponseException(
                    context.getCors(),
                    OAuthErrorException.INVALID_GRANT,
                    ApiKeyAuthenticator.INVALID_CREDENTIALS,
                    Response.Status.BAD_REQUEST);
        }
    }

    private static boolean isUser(KeycloakSession session, RealmModel realm, String name) {
        try {
            return KeycloakModelUtils.findUserByNameOrEmail(session, realm, name) != null;
        } catch (ModelDuplicateException e) {
            return true;
        }
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
