/** Internal. The account REST API for members and API keys, below {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.account;

import org.jspecify.annotations.NullMarked;
