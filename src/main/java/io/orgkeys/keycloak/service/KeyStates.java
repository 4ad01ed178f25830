package io.orgkeys.keycloak.service;

import java.time.Clock;

import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/** Finds out what a key is good for now. Everything but the key itself comes out of Keycloak's caches. */
public final class KeyStates {

    private final Memberships memberships;
    private final Entitlements entitlements;
    private final Clock clock;

    KeyStates(Memberships memberships, Entitlements entitlements, Clock clock) {
        this.memberships = memberships;
        this.entitlements = entitlements;
        this.clock = clock;
    }

    public KeyState of(ApiKey key) {
        OrganizationModel organization =
                memberships.organization(key.organizationId()).orElse(null);
        UserModel owner = organization == null || key.type() != ApiKeyType.USER
                ? null
                : memberships.member(organization, key.ownerId()).orElse(null);
        return new KeyState(
                key, organization, owner, effective(key, organization, owner), refusal(key, organization, owner));
    }

    private Permissions effective(ApiKey key, @Nullable OrganizationModel organization, @Nullable UserModel owner) {
        if (organization == null) {
            return Permissions.none();
        }
        return switch (key.type()) {
            case BOT -> entitlements.known(key.granted());
            case USER -> owner == null ? Permissions.none() : entitlements.narrow(key.granted(), organization, owner);
        };
    }

    private @Nullable VerificationOutcome refusal(
            ApiKey key, @Nullable OrganizationModel organization, @Nullable UserModel owner) {
        if (!key.enabled()) {
            return VerificationOutcome.DISABLED_KEY;
        }
        if (key.isExpiredAt(clock.instant())) {
            return VerificationOutcome.EXPIRED_KEY;
        }
        if (organization == null || !organization.isEnabled()) {
            return VerificationOutcome.ORGANIZATION_DISABLED;
        }
        if (key.type() == ApiKeyType.USER && (owner == null || !owner.isEnabled())) {
            return VerificationOutcome.OWNER_INACTIVE;
        }
        return null;
    }
}
