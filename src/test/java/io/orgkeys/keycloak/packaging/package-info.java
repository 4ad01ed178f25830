/** Tests the jar as a whole and the files that the project publishes with it. */
@NullMarked
package io.orgkeys.keycloak.packaging;

import org.jspecify.annotations.NullMarked;
