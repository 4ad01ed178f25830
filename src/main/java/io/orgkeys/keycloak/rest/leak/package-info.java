/** Internal. Reports of leaked secrets, {@code /realms/{realm}/api-keys/leaks}. */
@NullMarked
package io.orgkeys.keycloak.rest.leak;

import org.jspecify.annotations.NullMarked;
