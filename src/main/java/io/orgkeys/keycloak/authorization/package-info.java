/** Internal. The kinds of callers, and what each may see, do and grant. */
@NullMarked
package io.orgkeys.keycloak.authorization;

import org.jspecify.annotations.NullMarked;
