/**
 * An extension for tests only: a user federation with read-only users, whose ids are longer than those of Keycloak's
 * own users.
 */
@NullMarked
package io.orgkeys.keycloak.it.federation;

import org.jspecify.annotations.NullMarked;
