package io.orgkeys.keycloak.upkeep;

import io.orgkeys.keycloak.model.ProviderSpi;

/** The service provider interface {@code api-key-upkeep}. */
public final class UpkeepSpi extends ProviderSpi {

    public UpkeepSpi() {
        super("api-key-upkeep", Upkeep.class, UpkeepFactory.class);
    }
}
