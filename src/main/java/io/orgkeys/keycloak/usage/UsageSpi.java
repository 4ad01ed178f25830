package io.orgkeys.keycloak.usage;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The service provider interface {@code api-key-usage}. */
public final class UsageSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "api-key-usage";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return UsageRecorder.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the overridden method
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return UsageRecorderFactory.class;
    }
}
