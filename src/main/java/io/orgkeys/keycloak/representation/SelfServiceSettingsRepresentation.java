package io.orgkeys.keycloak.representation;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.representation.ApiKeySettingsRepresentation.LifetimeRepresentation;
import io.orgkeys.keycloak.representation.ApiKeySettingsRepresentation.NetworksRequiredRepresentation;

/**
 * The realm's settings in JSON as far as members and keys need them to fill in a key. The others are the administrators'
 * business: who reports leaks, what imported secrets begin with. Lifetimes and the grace period are seconds.
 *
 * @param maximumGracePeriod how long a rotated secret may live on
 * @param networksRequired keys of which types must be restricted to networks
 */
public record SelfServiceSettingsRepresentation(
        String prefix,
        int userKeysPerMember,
        int botKeysPerOrganization,
        LifetimeRepresentation defaultLifetime,
        LifetimeRepresentation maximumLifetime,
        long maximumGracePeriod,
        NetworksRequiredRepresentation networksRequired) {

    public static SelfServiceSettingsRepresentation of(ApiKeySettings settings) {
        return new SelfServiceSettingsRepresentation(
                settings.prefix(),
                settings.userKeysPerMember(),
                settings.botKeysPerOrganization(),
                LifetimeRepresentation.of(settings.defaultLifetime()),
                LifetimeRepresentation.of(settings.maximumLifetime()),
                settings.maximumGracePeriod().toSeconds(),
                NetworksRequiredRepresentation.of(settings.networksRequired()));
    }
}
