/**
 * Creates the OpenAPI 3.1 document of all endpoints from the resource methods, the records of requests and responses,
 * and their annotations. Adds what all operations of a tag have in common. Runs in the build and is not part of the
 * jar.
 */
@NullMarked
package io.orgkeys.keycloak.openapi;

import org.jspecify.annotations.NullMarked;
