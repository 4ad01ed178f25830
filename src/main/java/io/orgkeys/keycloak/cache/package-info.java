/**
 * Internal. Caches the lookups of keys in the memory of each node, in front of the database. Keycloak loads the
 * provider in this package; no other package uses the package directly.
 */
@NullMarked
package io.orgkeys.keycloak.cache;

import org.jspecify.annotations.NullMarked;
