/** Internal. The verify endpoint for gateways and scripts, {@code /realms/{realm}/api-keys/verify}. */
@NullMarked
package io.orgkeys.keycloak.rest.verify;

import org.jspecify.annotations.NullMarked;
