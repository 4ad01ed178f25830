/** Other code may rely on this package: the JSON of the REST API, and how values of the model become it. */
@NullMarked
package io.orgkeys.keycloak.representation;

import org.jspecify.annotations.NullMarked;
