/** What {@code mvn -Prelease} puts beside the jar. */
@NullMarked
package io.orgkeys.keycloak.release;

import org.jspecify.annotations.NullMarked;
