/**
 * Internal. Stores keys in Keycloak's own database. Keycloak loads its providers; no other package uses it directly.
 */
@NullMarked
package io.orgkeys.keycloak.jpa;

import org.jspecify.annotations.NullMarked;
