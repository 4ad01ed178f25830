/**
 * Integration tests of the provider jar in a real Keycloak. Each class tests one use case. Most classes share the
 * server that {@code TestServer} starts, and have a realm of their own, a {@code TestRealm}.
 */
@NullMarked
package io.orgkeys.keycloak.it;

import org.jspecify.annotations.NullMarked;
