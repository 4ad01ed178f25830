package io.orgkeys.keycloak.introspection;

import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

/** Replaces Keycloak's provider for the hint {@code access_token} and for no hint. */
public final class AnyTokenIntrospectionProviderFactory extends ApiKeyIntrospectionProviderFactory {

    @Override
    public String getId() {
        return AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE;
    }

    /** Higher than that of Keycloak's own, which is 0. */
    @Override
    public int order() {
        return 100;
    }
}
