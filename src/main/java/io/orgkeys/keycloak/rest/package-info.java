/** Internal. Code that all REST endpoints share: reads requests, maps errors, and runs the operations on one key. */
@NullMarked
package io.orgkeys.keycloak.rest;

import org.jspecify.annotations.NullMarked;
