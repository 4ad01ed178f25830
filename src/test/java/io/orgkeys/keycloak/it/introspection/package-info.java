/** Keycloak's own introspection, which ours is compared with: runs inside Keycloak, in a jar of its own. */
@NullMarked
package io.orgkeys.keycloak.it.introspection;

import org.jspecify.annotations.NullMarked;
