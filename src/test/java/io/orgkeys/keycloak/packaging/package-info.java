/** What must hold for the jar as a whole. */
@NullMarked
package io.orgkeys.keycloak.packaging;

import org.jspecify.annotations.NullMarked;
