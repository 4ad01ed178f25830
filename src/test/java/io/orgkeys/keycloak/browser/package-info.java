/**
 * Tests our pages in Keycloak's consoles with a real browser. {@code Browser} provides the browser, {@code
 * AdminConsole} and {@code AccountConsole} navigate in the consoles. The server and the realms are those of the other
 * integration tests.
 */
@NullMarked
package io.orgkeys.keycloak.browser;

import org.jspecify.annotations.NullMarked;
