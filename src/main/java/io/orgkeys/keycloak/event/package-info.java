/** Internal. Raises Keycloak's admin and user events after a change or a refusal. Handles no secrets. */
@NullMarked
package io.orgkeys.keycloak.event;

import org.jspecify.annotations.NullMarked;
