/** The account REST API of members and of API keys, below {@code /realms/{realm}/api-keys}. */
@NullMarked
package io.orgkeys.keycloak.rest.account;

import org.jspecify.annotations.NullMarked;
