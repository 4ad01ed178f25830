/**
 * Internal. Counts how keys are used: gathered in the memory of each node, written to the database in batches, so that a verification
 * writes nothing itself.
 */
@NullMarked
package io.orgkeys.keycloak.usage;

import org.jspecify.annotations.NullMarked;
