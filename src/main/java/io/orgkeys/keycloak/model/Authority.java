package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The actor that creates or changes a key, and the limits of what this actor can grant. An actor cannot grant more than
 * it has.
 *
 * @param grantable the permissions that the actor can grant; null for a realm administrator, who is not limited
 * @param networks if the actor is an API key, its allowed networks; a key that it creates is limited to them
 * @param latestExpiry if the actor is an API key, its expiry; a key that it creates does not expire later; null for no
 *     limit
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
     * Returns the same authority with this expiry as an additional limit, for a key that rotates itself; null for no
     * limit.
     */
    public Authority until(@Nullable Instant expiry) {
        return expiry == null || (latestExpiry != null && latestExpiry.isBefore(expiry))
                ? this
                : new Authority(actor, grantable, networks, expiry);
    }

    /** Returns those of the permissions that the actor cannot grant. */
    public Permissions beyond(Permissions permissions) {
        return grantable == null ? Permissions.none() : permissions.minus(grantable);
    }
}
