/**
 * The pages in Keycloak's consoles, in a real browser. {@code Browser} has the browser, {@code AdminConsole} and
 * {@code AccountConsole} know their way around; the server and the realms are those of the other integration tests.
 */
@NullMarked
package io.orgkeys.keycloak.browser;

import org.jspecify.annotations.NullMarked;
