/**
 * An extension for tests only, in a jar of its own. It stands for a third-party extension that runs in the same
 * Keycloak.
 */
@NullMarked
package io.orgkeys.keycloak.it.grant;

import org.jspecify.annotations.NullMarked;
