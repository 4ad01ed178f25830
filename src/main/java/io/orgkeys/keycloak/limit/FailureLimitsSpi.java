package io.orgkeys.keycloak.limit;

import io.orgkeys.keycloak.model.ProviderSpi;

/** The service provider interface {@code api-key-limits}. */
public final class FailureLimitsSpi extends ProviderSpi {

    public FailureLimitsSpi() {
        super("api-key-limits", FailureLimits.class, FailureLimitsFactory.class);
    }
}
