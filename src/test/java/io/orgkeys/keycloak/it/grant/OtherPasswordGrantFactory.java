package io.orgkeys.keycloak.it.grant;

import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantTypeFactory;

/** Takes the place of this extension's password grant, as another extension might that knows nothing of API keys. */
public final class OtherPasswordGrantFactory extends ResourceOwnerPasswordCredentialsGrantTypeFactory {

    @Override
    public int order() {
        return 1_000;
    }
}
