package io.orgkeys.keycloak.model;

import java.time.Instant;

/**
 * An expiry notice that is due.
 *
 * @param key the key that is about to expire
 * @param dueAt the time at which the notice became due
 */
public record DueNotice(ApiKey key, Instant dueAt) {}
