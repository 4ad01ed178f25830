/**
 * Describes all endpoints (OpenAPI 3.1) from the resource methods, the records of requests and answers, and their annotations. Adds
 * what all operations of a kind share. Runs while the jar is built, and is not part of it.
 */
@NullMarked
package io.orgkeys.keycloak.openapi;

import org.jspecify.annotations.NullMarked;
