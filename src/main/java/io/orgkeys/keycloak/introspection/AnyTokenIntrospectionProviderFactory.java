package io.orgkeys.keycloak.introspection;

import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

/** Takes the place of Keycloak's own, which serves introspections with no hint and with {@code access_token}. */
public final class AnyTokenIntrospectionProviderFactory extends ApiKeyIntrospectionProviderFactory {

    @Override
    public String getId() {
        return AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE;
    }

    /** More than Keycloak's own, which says nothing and so has 0. */
    @Override
    public int order() {
        return 100;
    }
}
