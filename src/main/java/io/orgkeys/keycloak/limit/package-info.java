/**
 * Internal. Rate limits: failed lookups per client address and refusals per key, both in the memory of a node, and
 * self-rotations of a key, stored with the key.
 */
@NullMarked
package io.orgkeys.keycloak.limit;

import org.jspecify.annotations.NullMarked;
