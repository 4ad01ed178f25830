/**
 * Internal. Login with a user key: a step of Keycloak's Direct Grant flow, and limits on the tokens of such a login.
 */
@NullMarked
package io.orgkeys.keycloak.authentication;

import org.jspecify.annotations.NullMarked;
