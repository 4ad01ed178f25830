/** Internal. Secrets: their form, generation and digest. Nothing here is logged. */
@NullMarked
package io.orgkeys.keycloak.secret;

import org.jspecify.annotations.NullMarked;
