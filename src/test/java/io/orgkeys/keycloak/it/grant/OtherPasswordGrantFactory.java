package io.orgkeys.keycloak.it.grant;

import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantTypeFactory;

/** Replaces this extension's password grant, as another extension that knows nothing of API keys might do. */
public final class OtherPasswordGrantFactory extends ResourceOwnerPasswordCredentialsGrantTypeFactory {

    @Override
    public int order() {
        return 1_000;
    }
}
