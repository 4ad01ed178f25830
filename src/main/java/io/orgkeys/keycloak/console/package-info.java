/** Our pages in Keycloak's admin and account consoles: how the consoles get to know them, and the files they are made of. */
@NullMarked
package io.orgkeys.keycloak.console;

import org.jspecify.annotations.NullMarked;
