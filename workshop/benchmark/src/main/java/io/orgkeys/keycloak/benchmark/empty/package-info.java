/** A provider that only the benchmark installs: an endpoint that does nothing. */
@NullMarked
package io.orgkeys.keycloak.benchmark.empty;

import org.jspecify.annotations.NullMarked;
