/**
 * Keys and permissions as immutable values, and the ports through which keys are stored. Other code can rely on this
 * package. It depends on none of our other packages, and on neither HTTP nor JPA.
 */
@NullMarked
package io.orgkeys.keycloak.model;

import org.jspecify.annotations.NullMarked;
