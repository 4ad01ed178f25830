/**
 * Internal. The rate limits. The limits of failed lookups per client address and of refusals per key are in the memory
 * of a node. The state of the limit of self-rotations, which are rotations of a key with the key itself, is stored with
 * the key.
 */
@NullMarked
package io.orgkeys.keycloak.limit;

import org.jspecify.annotations.NullMarked;
