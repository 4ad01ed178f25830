/**
 * Verifies API keys of Keycloak organizations. {@link io.orgkeys.client.ApiKeys} is the entry point. Package-private
 * classes: {@code KeyCache} is the core, without threads, clock and network.
 */
@NullMarked
package io.orgkeys.client;

import org.jspecify.annotations.NullMarked;
