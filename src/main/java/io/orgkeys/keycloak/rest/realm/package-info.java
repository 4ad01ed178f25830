/** Where the realm's own paths begin: {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.realm;

import org.jspecify.annotations.NullMarked;
