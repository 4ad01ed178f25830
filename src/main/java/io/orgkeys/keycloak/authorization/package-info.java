/** Who calls, and what each kind of caller may see, do and grant. */
@NullMarked
package io.orgkeys.keycloak.authorization;

import org.jspecify.annotations.NullMarked;
