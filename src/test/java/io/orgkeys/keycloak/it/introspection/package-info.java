/** Keycloak's own introspection providers, for a comparison with ours. They run inside Keycloak, in a separate jar. */
@NullMarked
package io.orgkeys.keycloak.it.introspection;

import org.jspecify.annotations.NullMarked;
