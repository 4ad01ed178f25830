/** Internal. Keycloak's theme SPIs: brings our pages into the admin and account consoles, and resources into themes. */
@NullMarked
package io.orgkeys.keycloak.console;

import org.jspecify.annotations.NullMarked;
