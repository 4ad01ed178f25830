/** A provider for tests only, in a jar of its own: sets options of a running server, so that no test has to start one for them. */
@NullMarked
package io.orgkeys.keycloak.it.options;

import org.jspecify.annotations.NullMarked;
