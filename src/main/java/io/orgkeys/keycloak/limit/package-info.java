/** Internal. Rate limits in the memory of a node: failed lookups per client address, refusals per key, and self-rotations. */
@NullMarked
package io.orgkeys.keycloak.limit;

import org.jspecify.annotations.NullMarked;
