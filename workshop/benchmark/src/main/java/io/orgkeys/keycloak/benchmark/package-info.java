/**
 * The benchmark. It compares the cost of verifying keys with the cost of Keycloak's own operations. See {@code
 * docs/performance.md}.
 */
@NullMarked
package io.orgkeys.keycloak.benchmark;

import org.jspecify.annotations.NullMarked;
