/** A provider for tests only: read-only users from elsewhere, whose ids are longer than those of Keycloak's own. */
@NullMarked
package io.orgkeys.keycloak.it.federation;

import org.jspecify.annotations.NullMarked;
