/** Internal. What all REST endpoints share: reads requests, answers errors, and does what can be done to one key. */
@NullMarked
package io.orgkeys.keycloak.rest;

import org.jspecify.annotations.NullMarked;
