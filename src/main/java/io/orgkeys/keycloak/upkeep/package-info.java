/** Internal. Background tasks that one node of the cluster runs: expiry notices, idle keys, old tombstones. */
@NullMarked
package io.orgkeys.keycloak.upkeep;

import org.jspecify.annotations.NullMarked;
