/** A provider for the benchmark only, in a jar of its own: an endpoint that does nothing. */
@NullMarked
package io.orgkeys.keycloak.benchmark.empty;

import org.jspecify.annotations.NullMarked;
