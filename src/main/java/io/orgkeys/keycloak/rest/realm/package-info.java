/** Internal. The root of the paths of a realm, {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.realm;

import org.jspecify.annotations.NullMarked;
