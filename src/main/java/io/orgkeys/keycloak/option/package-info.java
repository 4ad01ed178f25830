/**
 * The options of the server that are ours, as administrators of the server set and see them. Whoever has one declares it
 * here, because this is the only place that reads the server's configuration.
 */
@NullMarked
package io.orgkeys.keycloak.option;

import org.jspecify.annotations.NullMarked;
