/**
 * Internal. The rate limits. The limits of failed lookups per client address and of refusals per key are in the memory
 * of a node. The limit of self-rotations of a key is stored with the key.
 */
@NullMarked
package io.orgkeys.keycloak.limit;

import org.jspecify.annotations.NullMarked;
