/**
 * A provider only for tests, in the same jar as the other providers for tests. It changes options of a running server,
 * so that a test of an option does not have to start a server.
 */
@NullMarked
package io.orgkeys.keycloak.it.options;

import org.jspecify.annotations.NullMarked;
