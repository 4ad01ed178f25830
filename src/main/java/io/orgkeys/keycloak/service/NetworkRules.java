package io.orgkeys.keycloak.service;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Network;
import io.orgkeys.keycloak.model.Networks;

/**
 * Limits the networks of keys to the networks that the realm allows. If the caller is a key, also limits them to the
 * networks of this key.
 */
final class NetworkRules {

    private static final String FIELD = "allowedNetworks";

    private NetworkRules() {}

    /**
     * Adds an error if the networks are missing or too large for the realm, or exceed the networks of the calling key.
     */
    static void check(
            Networks networks, ApiKeyType type, ApiKeySettings settings, Authority authority, FieldErrors errors) {
        if (!settings.allow(networks, type)) {
            errors.add(
                    FIELD,
                    FieldErrorCode.NETWORKS_REQUIRED,
                    Network.SHORTEST_IPV4_PREFIX,
                    Network.SHORTEST_IPV6_PREFIX);
        }
        if (!authority.networks().cover(networks)) {
            errors.add(FIELD, FieldErrorCode.NETWORKS_BEYOND_OWN, authority.networks());
        }
    }
}
