/** Internal. Access tokens that were issued for an API key (RFC 9068), and logins with an API key. */
@NullMarked
package io.orgkeys.keycloak.token;

import org.jspecify.annotations.NullMarked;
