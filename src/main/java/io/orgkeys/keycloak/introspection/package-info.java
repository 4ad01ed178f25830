/** Internal. Answers Keycloak's own token introspection endpoint for API keys (RFC 7662). */
@NullMarked
package io.orgkeys.keycloak.introspection;

import org.jspecify.annotations.NullMarked;
