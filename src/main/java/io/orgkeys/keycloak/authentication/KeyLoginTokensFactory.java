package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link KeyLoginTokens}. Keycloak calls all token post-processors for each token that it issues. */
public final class KeyLoginTokensFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new KeyLoginTokens(session);
    }

    @Override
    public String getId() {
        return "org-api-key";
    }

    /**
     * Runs this processor after all others, so that no other processor can add claims to a token that is limited to the
     * key's permissions.
     */
    @Override
    public int order() {
        return -100;
    }
}
