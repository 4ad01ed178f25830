package io.orgkeys.keycloak.exchange;

import jakarta.ws.rs.core.Response;

import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;

/** Serves the exchanges whose subject token is an API key; all others are Keycloak's. */
final class ApiKeyExchangeProvider implements TokenExchangeProvider {

    /** The {@code subject_token_type} of an API key (RFC 8693 §3). */
    static final String API_KEY_TOKEN_TYPE = "urn:orgkeys:params:oauth:token-type:api-key";

    @Override
    public boolean supports(TokenExchangeContext context) {
        return API_KEY_TOKEN_TYPE.equals(context.getParams().getSubjectTokenType());
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        return new ApiKeyExchange(context).answer();
    }

    @Override
    public void close() {}
}
