package io.orgkeys.keycloak.feed;

import io.orgkeys.keycloak.model.ProviderSpi;

/** The service provider interface {@code api-key-feed}. */
public final class ChangeFeedSpi extends ProviderSpi {

    public ChangeFeedSpi() {
        super("api-key-feed", ChangeFeed.class, ChangeFeedFactory.class);
    }
}
