package io.orgkeys.keycloak.limit;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-key-limits}. */
public final class FailureLimitsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "api-key-limits";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return FailureLimits.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the overridden method
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return FailureLimitsFactory.class;
    }
}
