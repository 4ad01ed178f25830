package io.orgkeys.keycloak.usage;

import io.orgkeys.keycloak.model.ProviderSpi;

/** The service provider interface {@code api-key-usage}. */
public final class UsageSpi extends ProviderSpi {

    public UsageSpi() {
        super("api-key-usage", UsageRecorder.class, UsageRecorderFactory.class);
    }
}
