/** Internal. The account REST of members and API keys, below {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.account;

import org.jspecify.annotations.NullMarked;
