/** Creates a release of the provider: {@code mvn -f workshop/release}. */
@NullMarked
package io.orgkeys.keycloak.release;

import org.jspecify.annotations.NullMarked;
