/** Internal. Introspection of API keys at Keycloak's own token introspection endpoint (RFC 7662). */
@NullMarked
package io.orgkeys.keycloak.introspection;

import org.jspecify.annotations.NullMarked;
