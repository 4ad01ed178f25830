/** What goes over the wire as JSON, and how values of the model become it. */
@NullMarked
package io.orgkeys.keycloak.representation;

import org.jspecify.annotations.NullMarked;
