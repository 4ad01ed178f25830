/** Internal. Keeps keys in Keycloak's own database. Only Keycloak's provider lookup knows this package. */
@NullMarked
package io.orgkeys.keycloak.jpa;

import org.jspecify.annotations.NullMarked;
