/** The string that a program sends: its layout, how it is drawn, how it is digested. Nothing here is ever logged. */
@NullMarked
package io.orgkeys.keycloak.secret;

import org.jspecify.annotations.NullMarked;
