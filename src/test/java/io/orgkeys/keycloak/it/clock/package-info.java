/**
 * An extension for tests only, in a jar of its own. It sets the server's clock and runs the server's periodic tasks, so
 * that no test has to wait.
 */
@NullMarked
package io.orgkeys.keycloak.it.clock;

import org.jspecify.annotations.NullMarked;
