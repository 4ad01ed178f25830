/** Internal. Token exchange of an API key for a short-lived access token (RFC 8693). */
@NullMarked
package io.orgkeys.keycloak.exchange;

import org.jspecify.annotations.NullMarked;
