package io.orgkeys.keycloak.model;

import java.time.Instant;

/**
 * A notice that should be given now.
 *
 * @param key the key that is about to expire
 * @param dueAt since when
 */
public record DueNotice(ApiKey key, Instant dueAt) {}
