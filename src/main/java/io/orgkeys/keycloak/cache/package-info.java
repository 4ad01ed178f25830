/**
 * Internal. Keeps verified keys in the memory of each node, in front of the database. Only Keycloak's provider lookup knows this
 * package.
 */
@NullMarked
package io.orgkeys.keycloak.cache;

import org.jspecify.annotations.NullMarked;
