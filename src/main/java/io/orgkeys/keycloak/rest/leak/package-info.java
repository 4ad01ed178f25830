/** Reports of secrets that are public, from those whom the realm believes. */
@NullMarked
package io.orgkeys.keycloak.rest.leak;

import org.jspecify.annotations.NullMarked;
