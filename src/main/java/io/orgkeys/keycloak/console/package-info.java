/**
 * Internal. Implements Keycloak's theme SPIs: adds pages to the admin and account consoles, and resources to themes.
 */
@NullMarked
package io.orgkeys.keycloak.console;

import org.jspecify.annotations.NullMarked;
