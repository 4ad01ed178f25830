package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a key gets a new secret. Of the secrets that it had, one goes on working for a while; the others end at once.
 *
 * @param secret the new one, issued at the key's time of update
 * @param presented digest of the secret with which the key rotates itself: that one goes on working. Null when somebody else
 *     rotates the key: then the current secret does
 * @param retiresAt when the secret that goes on working ends at the latest; null ends it at once, too
 * @param paidUntil what is left in the token bucket of the key's self-rotations: see {@link RotatingSecret#paidUntil}
 */
public record Rotation(
        SecretDigest secret,
        @Nullable String presented,
        @Nullable Instant retiresAt,
        @Nullable Instant paidUntil) {}
