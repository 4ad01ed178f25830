/** An event listener that fails: runs inside Keycloak, in a jar of its own. */
@NullMarked
package io.orgkeys.keycloak.it.rollback;

import org.jspecify.annotations.NullMarked;
