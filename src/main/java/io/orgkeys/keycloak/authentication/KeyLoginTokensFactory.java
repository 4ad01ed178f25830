package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Keycloak calls the processors of all such factories for each token that it issues. */
public final class KeyLoginTokensFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new KeyLoginTokens(session);
    }

    @Override
    public String getId() {
        return "org-api-key";
    }

    /** Lower than all others, so this processor is the last: no other one can add to a limited token. */
    @Override
    public int order() {
        return -100;
    }
}
