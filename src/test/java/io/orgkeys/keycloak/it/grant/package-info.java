/** What another extension might bring: runs inside Keycloak, in a jar of its own. */
@NullMarked
package io.orgkeys.keycloak.it.grant;

import org.jspecify.annotations.NullMarked;
