package io.orgkeys.keycloak.introspection;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;

/** Serves introspections that name the hint {@code api_key}. */
public class ApiKeyIntrospectionProviderFactory implements TokenIntrospectionProviderFactory {

    /** The {@code token_type_hint}, and the {@code token_type} of the answer. */
    public static final String API_KEY = "api_key";

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new ApiKeyIntrospectionProvider(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return API_KEY;
    }
}
