/**
 * Other code may rely on this package: keys and permissions as immutable values, and the ports through which keys are stored.
 * Depends on no other package of ours, and on neither HTTP nor JPA.
 */
@NullMarked
package io.orgkeys.keycloak.model;

import org.jspecify.annotations.NullMarked;
