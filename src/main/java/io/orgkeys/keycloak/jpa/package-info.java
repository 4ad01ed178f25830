/**
 * Internal. Stores keys in Keycloak's own database. Keycloak loads the providers in this package; no other package uses
 * the package directly.
 */
@NullMarked
package io.orgkeys.keycloak.jpa;

import org.jspecify.annotations.NullMarked;
