/** Compares the packaged jar with the jars of a Keycloak server. */
@NullMarked
package io.orgkeys.keycloak.linkcheck;

import org.jspecify.annotations.NullMarked;
