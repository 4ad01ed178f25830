package io.orgkeys.keycloak.it.introspection;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;
import org.keycloak.representations.AccessToken;

/** For the hint {@code test-plain}, creates Keycloak's own introspection providers. Our providers replace them otherwise. */
public final class PlainIntrospectionFactory implements TokenIntrospectionProviderFactory {

    /** The form parameter with the hint that selects one of Keycloak's providers. */
    private static final String HINT = "plain_hint";

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        String hint =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(HINT);
        return "refresh_token".equals(hint)
                ? new RefreshTokenIntrospectionProvider(session)
                : new AccessTokenIntrospectionProvider<AccessToken>(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "test-plain";
    }
}
