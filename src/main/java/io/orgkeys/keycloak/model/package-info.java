/**
 * What an API key is: immutable values, the algebra of permissions, and the port through which keys are stored. Knows
 * nothing of HTTP, JPA or a Keycloak session; every other package points here.
 */
@NullMarked
package io.orgkeys.keycloak.model;

import org.jspecify.annotations.NullMarked;
