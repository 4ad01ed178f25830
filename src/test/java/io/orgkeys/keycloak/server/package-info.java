/**
 * Runs a real Keycloak with this provider, and the databases behind it: for the integration tests, and for the demo
 * that {@code mvn -Pserve} starts. Knows nothing of JUnit and nothing of API keys.
 */
@NullMarked
package io.orgkeys.keycloak.server;

import org.jspecify.annotations.NullMarked;
