package io.orgkeys.keycloak.model;

import java.time.Duration;

import org.keycloak.provider.ProviderFactory;

/** Creates the {@link ApiKeyStore} of a session. */
public interface ApiKeyStoreFactory extends ProviderFactory<ApiKeyStore> {

    /** Returns for how long a lookup can return the state before a change if messages between nodes are lost. */
    default Duration lifespan() {
        return Duration.ZERO;
    }
}
