/**
 * Use cases against a real Keycloak: one class for each, in the words of those who use the product. {@code TestServer} runs
 * the server, once for all of them; every class has a {@code TestRealm} of its own.
 */
@NullMarked
package io.orgkeys.keycloak.it;

import org.jspecify.annotations.NullMarked;
