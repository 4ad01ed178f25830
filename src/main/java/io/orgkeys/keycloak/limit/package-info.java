/** Internal. How often somebody may fail: an address with keys that nobody has, a key with what it may not do. In the memory of a node. */
@NullMarked
package io.orgkeys.keycloak.limit;

import org.jspecify.annotations.NullMarked;
