/** The benchmark: what verifying keys costs, beside what Keycloak does itself. See {@code docs/performance.md}. */
@NullMarked
package io.orgkeys.keycloak.benchmark;

import org.jspecify.annotations.NullMarked;
