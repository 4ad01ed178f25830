/** Internal. The admin REST API for keys, {@code /admin/realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.admin;

import org.jspecify.annotations.NullMarked;
