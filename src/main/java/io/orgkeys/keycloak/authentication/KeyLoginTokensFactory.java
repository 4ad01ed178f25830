package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Keycloak asks every such factory for each token it issues. */
public final class KeyLoginTokensFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new KeyLoginTokens(session);
    }

    @Override
    public String getId() {
        return "org-api-key";
    }

    /** Less than all others: what they put into a token does not undo what is done here. */
    @Override
    public int order() {
        return -100;
    }
}
