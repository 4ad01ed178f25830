/** A provider for tests only, in a jar of its own: moves the server's time and starts its tasks, so that no test has to wait. */
@NullMarked
package io.orgkeys.keycloak.it.clock;

import org.jspecify.annotations.NullMarked;
