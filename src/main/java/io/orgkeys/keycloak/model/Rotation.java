package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The rotation of a key to a new secret. One of the key's former secrets stays valid for a while; the others become
 * invalid at once.
 *
 * @param secret the new secret, issued at the time of the key's update
 * @param presented the digest of the secret with which the key rotates itself. This secret stays valid for a while.
 *     Null if another caller rotates the key. In that case, the secret that the rotation replaces stays valid for a
 *     while
 * @param retiresAt when the former secret that stays valid for a while becomes invalid, unless an earlier time is
 *     already set for it; null if all former secrets become invalid at once
 * @param bucketFullAt the new value of {@link RotatingSecret#bucketFullAt}
 */
public record Rotation(
        SecretDigest secret,
        @Nullable String presented,
        @Nullable Instant retiresAt,
        @Nullable Instant bucketFullAt) {}
