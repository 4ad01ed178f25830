/** Internal. Tells Keycloak's event system what happened: after the rule, before the answer. Never sees a secret. */
@NullMarked
package io.orgkeys.keycloak.event;

import org.jspecify.annotations.NullMarked;
