/**
 * Internal. Caches the lookups of keys in the memory of each node, in front of the database. Keycloak loads its
 * provider; no other package uses it directly.
 */
@NullMarked
package io.orgkeys.keycloak.cache;

import org.jspecify.annotations.NullMarked;
