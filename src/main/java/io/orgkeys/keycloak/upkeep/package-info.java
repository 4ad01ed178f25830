/** Internal. What is done to keys without a request, once in a cluster: notices of expiry, idle keys, old tombstones. */
@NullMarked
package io.orgkeys.keycloak.upkeep;

import org.jspecify.annotations.NullMarked;
