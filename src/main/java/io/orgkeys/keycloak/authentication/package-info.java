/** Logging in with a user key: a step for Keycloak's Direct Grant flow, and what becomes of the tokens. */
@NullMarked
package io.orgkeys.keycloak.authentication;

import org.jspecify.annotations.NullMarked;
