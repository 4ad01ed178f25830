package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * In whose name, and within which bounds, a key is created or changed: nobody grants more than they have.
 *
 * @param grantable what the actor may grant; null for a realm administrator, who is not limited
 * @param networks from where the API key that acts may be used: what it creates may be used from nowhere else
 * @param latestExpiry the expiry of the API key that acts: what it creates does not outlive it; null for no bound
 */
public record Authority(
        Actor actor,
        @Nullable Permissions grantable,
        Networks networks,
        @Nullable Instant latestExpiry) {

    /** The actor's own, when no bound applies: for a realm administrator, and for what somebody does to their own key. */
    public static Authority unlimited(Actor actor) {
        return new Authority(actor, null, Networks.ANYWHERE, null);
    }

    /** The same, bound also by the expiry of the key that rotates itself; null for no bound. */
    public Authority until(@Nullable Instant expiry) {
        return expiry == null || (latestExpiry != null && latestExpiry.isBefore(expiry))
                ? this
                : new Authority(actor, grantable, networks, expiry);
    }

    /** Those of the permissions that the actor may not grant. */
    public Permissions beyond(Permissions permissions) {
        return grantable == null ? Permissions.none() : permissions.minus(grantable);
    }
}
