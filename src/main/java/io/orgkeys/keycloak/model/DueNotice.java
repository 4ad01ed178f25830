package io.orgkeys.keycloak.model;

import java.time.Instant;

/**
 * An expiry notice that is due.
 *
 * @param key the key that is about to expire
 * @param dueAt since when the notice is due
 */
public record DueNotice(ApiKey key, Instant dueAt) {}
