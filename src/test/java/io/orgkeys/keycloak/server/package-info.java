/**
 * Runs a real Keycloak with this provider, and its databases, for the integration tests and for {@code mvn -Pserve}.
 * The package depends neither on JUnit nor on API keys.
 */
@NullMarked
package io.orgkeys.keycloak.server;

import org.jspecify.annotations.NullMarked;
