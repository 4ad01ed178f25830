/** The admin REST API, {@code /admin/realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.admin;

import org.jspecify.annotations.NullMarked;
