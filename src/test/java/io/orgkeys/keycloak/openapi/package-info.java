/**
 * Describes all endpoints (OpenAPI 3.1): the paths, methods, parameters and answers come out of the code, words and request
 * bodies out of a table. Runs while the jar is built, and is not part of it.
 */
@NullMarked
package io.orgkeys.keycloak.openapi;

import org.jspecify.annotations.NullMarked;
