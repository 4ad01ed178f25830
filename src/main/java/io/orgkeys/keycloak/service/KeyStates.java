package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Instant;

import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/** Computes the state of a key. Reads through Keycloak's caches. */
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
        Instant now = clock.instant();
        Organization organization = memberships.known(key.organizationId()).orElse(null);
        Permissions effective = organization == null
                ? Permissions.none()
                : entitlements.known(key.content().granted());
        return new KeyState(
                key, organization, null, effective, refusal(key, organization, now), false, entitlements::knows, now);
    }

    private KeyState ofUser(ApiKey key) {
        Instant now = clock.instant();
        OrganizationModel model = memberships.organization(key.organizationId()).orElse(null);
        Organization organization = model == null ? null : Memberships.known(model);
        KeyRefusal refusal = refusal(key, organization, now);
        UserModel owner = null;
        Permissions effective = Permissions.none();
        boolean unreadable = false;
        try {
            if (model != null) {
                owner = memberships.member(model, key.ownerId()).orElse(null);
                effective = owner == null
                        ? Permissions.none()
                        : entitlements.narrow(key.content().granted(), model, owner);
            }
        } catch (StoreUnavailableException e) {
            unreadable = true;
        }
        if (refusal == null && (owner == null ? !unreadable : !owner.isEnabled())) {
            refusal = KeyRefusal.OWNER_INACTIVE;
        }
        return new KeyState(key, organization, owner, effective, refusal, unreadable, entitlements::knows, now);
    }

    /** Returns the reason to refuse the key, without checking the owner. Null if there is none. */
    private static @Nullable KeyRefusal refusal(ApiKey key, @Nullable Organization organization, Instant now) {
        if (!key.content().enabled()) {
            return KeyRefusal.DISABLED_KEY;
        }
        if (key.isExpiredAt(now)) {
            return KeyRefusal.EXPIRED_KEY;
        }
        if (organization == null || !organization.enabled()) {
            return KeyRefusal.ORGANIZATION_DISABLED;
        }
        return null;
    }
}
