/**
 * Tests our pages in Keycloak's consoles with a real browser. {@code Browser} provides the browser. {@code
 * AdminConsole} and {@code AccountConsole} navigate in the consoles. The tests share one server, which is not the
 * server of the other integration tests.
 */
@NullMarked
package io.orgkeys.keycloak.browser;

import org.jspecify.annotations.NullMarked;
