/**
 * Creates the OpenAPI 3.1 document of all endpoints from the resource methods, the records of requests and responses,
 * and their annotations. Adds the authentication and the errors that all operations of a tag have in common. This code
 * runs in the build and is not part of the jar.
 */
@NullMarked
package io.orgkeys.keycloak.openapi;

import org.jspecify.annotations.NullMarked;
