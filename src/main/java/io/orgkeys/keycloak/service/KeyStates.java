package io.orgkeys.keycloak.service;

import java.time.Clock;

import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Organization;
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
        return switch (key.type()) {
            case BOT -> ofBot(key);
            case USER -> ofUser(key);
        };
    }

    private KeyState ofBot(ApiKey key) {
        Organization organization = memberships.known(key.organizationId()).orElse(null);
        Permissions effective = organization == null ? Permissions.none() : entitlements.known(key.granted());
        return new KeyState(key, organization, null, effective, refusal(key, organization, null));
    }

    private KeyState ofUser(ApiKey key) {
        OrganizationModel model = memberships.organization(key.organizationId()).orElse(null);
        UserModel owner =
                model == null ? null : memberships.member(model, key.ownerId()).orElse(null);
        Permissions effective =
                model == null || owner == null ? Permissions.none() : entitlements.narrow(key.granted(), model, owner);
        Organization organization = model == null ? null : Memberships.known(model);
        return new KeyState(key, organization, owner, effective, refusal(key, organization, owner));
    }

    private @Nullable VerificationOutcome refusal(
            ApiKey key, @Nullable Organization organization, @Nullable UserModel owner) {
        if (!key.enabled()) {
            return VerificationOutcome.DISABLED_KEY;
        }
        if (key.isExpiredAt(clock.instant())) {
            return VerificationOutcome.EXPIRED_KEY;
        }
        if (organization == null || !organization.enabled()) {
            return VerificationOutcome.ORGANIZATION_DISABLED;
        }
        if (key.type() == ApiKeyType.USER && (owner == null || !owner.isEnabled())) {
            return VerificationOutcome.OWNER_INACTIVE;
        }
        return null;
    }
}
