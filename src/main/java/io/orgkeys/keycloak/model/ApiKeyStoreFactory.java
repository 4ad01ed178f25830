package io.orgkeys.keycloak.model;

import org.keycloak.provider.ProviderFactory;

/** Creates the {@link ApiKeyStore} of a session. */
public interface ApiKeyStoreFactory extends ProviderFactory<ApiKeyStore> {}
