/** Internal. The admin REST, {@code /admin/realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.admin;

import org.jspecify.annotations.NullMarked;
