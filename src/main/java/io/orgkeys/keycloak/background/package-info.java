/** What a node does beside its requests. */
@NullMarked
package io.orgkeys.keycloak.background;

import org.jspecify.annotations.NullMarked;
