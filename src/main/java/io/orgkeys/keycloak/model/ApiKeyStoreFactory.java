package io.orgkeys.keycloak.model;

import org.keycloak.provider.ProviderFactory;

/** Makes the {@link ApiKeyStore} of a session. */
public interface ApiKeyStoreFactory extends ProviderFactory<ApiKeyStore> {}
