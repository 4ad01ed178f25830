/** Internal. Secrets: their format, generation and digest. This package writes nothing to the log. */
@NullMarked
package io.orgkeys.keycloak.secret;

import org.jspecify.annotations.NullMarked;
