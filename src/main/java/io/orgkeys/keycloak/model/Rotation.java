package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The rotation of a key to a new secret. One of its former secrets stays valid for a while; the others become invalid
 * at once.
 *
 * @param secret the new secret, issued at the time of the key's update
 * @param presented digest of the secret with which the key rotates itself: this secret stays valid. Null if somebody
 *     else rotates the key: then the current secret stays valid
 * @param retiresAt when the former secret that stays valid becomes invalid at the latest; null if it becomes invalid at
 *     once, too
 * @param bucketFullAt the new state of the token bucket of the key's self-rotations: see {@link RotatingSecret#bucketFullAt}
 */
public record Rotation(
        SecretDigest secret,
        @Nullable String presented,
        @Nullable Instant retiresAt,
        @Nullable Instant bucketFullAt) {}
