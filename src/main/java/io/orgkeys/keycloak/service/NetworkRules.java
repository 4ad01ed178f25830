package io.orgkeys.keycloak.service;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
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
                    "Is required: the realm requires " + type.text()
                            + " keys to be restricted to networks, with a prefix of /"
                            + Network.SHORTEST_IPV4_PREFIX + " or longer in IPv4 and /" + Network.SHORTEST_IPV6_PREFIX
                            + " or longer in IPv6.");
        }
        if (!authority.networks().cover(networks)) {
            errors.add(
                    FIELD, "Must lie within " + authority.networks() + ": a key cannot allow networks beyond its own.");
        }
    }
}
