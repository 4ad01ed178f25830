/** The JSON of the REST API, and its conversion from the model. Other code may rely on this package. */
@NullMarked
package io.orgkeys.keycloak.representation;

import org.jspecify.annotations.NullMarked;
