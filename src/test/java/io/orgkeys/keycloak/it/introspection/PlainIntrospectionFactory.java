package io.orgkeys.keycloak.it.introspection;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;
import org.keycloak.representations.AccessToken;

import io.orgkeys.keycloak.option.PlainFactory;

/**
 * For the hint {@code test-plain}, creates Keycloak's own introspection providers. For all other hints, our providers
 * replace them.
 */
public final class PlainIntrospectionFactory extends PlainFactory<TokenIntrospectionProvider>
        implements TokenIntrospectionProviderFactory {

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
    public String getId() {
        return "test-plain";
    }
}
