/** Internal. The root of the realm's paths, {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.realm;

import org.jspecify.annotations.NullMarked;
