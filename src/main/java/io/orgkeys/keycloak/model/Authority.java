package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The actor that creates or changes a key, and the limits of what this actor can grant. An actor cannot grant more than
 * it has.
 *
 * @param grantable the permissions that the actor can grant; null for a realm administrator, who is not limited
 * @param networks the allowed networks of the actor if it is an API key, otherwise {@link Networks#ANYWHERE}. A key
 *     that the actor creates is limited to these networks
 * @param latestExpiry the expiry of the actor if it is an API key; null for no limit. A key that the actor creates does
 *     not expire later
 */
public record Authority(
        Actor actor,
        @Nullable Permissions grantable,
        Networks networks,
        @Nullable Instant latestExpiry) {

    /**
     * Returns an authority without limits, for a realm administrator, and for a caller who changes a key of their own.
     */
    public static Authority unlimited(Actor actor) {
        return new Authority(actor, null, Networks.ANYWHERE, null);
    }

    /**
     * Returns the same authority with this expiry as an additional limit; null for no additional limit. Used when a key
     * rotates itself.
     */
    public Authority until(@Nullable Instant expiry) {
        return expiry == null || (latestExpiry != null && latestExpiry.isBefore(expiry))
                ? this
                : new Authority(actor, grantable, networks, expiry);
    }

    /** Whether the actor is limited, because it is not a realm administrator. */
    public boolean isLimited() {
        return grantable != null;
    }

    /** Returns those of the permissions that the actor cannot grant. */
    public Permissions beyond(Permissions permissions) {
        return grantable == null ? Permissions.none() : permissions.minus(grantable);
    }
}
