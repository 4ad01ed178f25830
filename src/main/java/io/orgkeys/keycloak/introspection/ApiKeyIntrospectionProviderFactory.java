package io.orgkeys.keycloak.introspection;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;

import io.orgkeys.keycloak.option.PlainFactory;

/** Creates the provider for introspection requests with the {@code token_type_hint} {@value #API_KEY}. */
public class ApiKeyIntrospectionProviderFactory extends PlainFactory<TokenIntrospectionProvider>
        implements TokenIntrospectionProviderFactory {

    /** The {@code token_type_hint} in the request, and the {@code token_type} in the response. */
    static final String API_KEY = "api_key";

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new ApiKeyIntrospectionProvider(session);
    }

    @Override
    public String getId() {
        return API_KEY;
    }
}
