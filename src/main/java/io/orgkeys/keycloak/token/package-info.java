/** Signed access tokens that stand for an API key for a short time (RFC 9068), and whether they still do. */
@NullMarked
package io.orgkeys.keycloak.token;

import org.jspecify.annotations.NullMarked;
