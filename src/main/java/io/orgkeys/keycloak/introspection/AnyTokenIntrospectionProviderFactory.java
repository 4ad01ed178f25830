package io.orgkeys.keycloak.introspection;

import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

/** Replaces Keycloak's provider for the hint {@code access_token} and for requests without a hint. */
public final class AnyTokenIntrospectionProviderFactory extends ApiKeyIntrospectionProviderFactory {

    @Override
    public String getId() {
        return AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE;
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
