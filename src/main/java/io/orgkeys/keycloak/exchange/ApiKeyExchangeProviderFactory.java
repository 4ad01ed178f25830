package io.orgkeys.keycloak.exchange;

import jakarta.ws.rs.core.Response;

import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;

import io.orgkeys.keycloak.option.PlainFactory;

/** Handles token exchanges whose subject token is an API key, if Keycloak's standard token exchange is enabled. */
public final class ApiKeyExchangeProviderFactory extends PlainFactory<TokenExchangeProvider>
        implements TokenExchangeProviderFactory, TokenExchangeProvider, EnvironmentDependentProviderFactory {

    /** The {@code subject_token_type} of an API key (RFC 8693 §3). */
    private static final String API_KEY_TOKEN_TYPE = "urn:orgkeys:params:oauth:token-type:api-key";

    @Override
    public TokenExchangeProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public boolean supports(TokenExchangeContext context) {
        return API_KEY_TOKEN_TYPE.equals(context.getParams().getSubjectTokenType());
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        return new ApiKeyExchange(context).answer();
    }

    @Override
    public String getId() {
        return "org-api-key";
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return Profile.isFeatureEnabled(Profile.Feature.TOKEN_EXCHANGE_STANDARD_V2);
    }

    /**
     * Overrides Keycloak's own providers, whose order is at most 10, because they would refuse the token type of an API
     * key.
     */
    @Override
    public int order() {
        return 100;
    }
}
