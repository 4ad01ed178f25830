/**
 * Internal. Counts how keys are used. Each node collects the counts in memory and writes them to the database in
 * batches, so that a verification itself writes nothing.
 */
@NullMarked
package io.orgkeys.keycloak.usage;

import org.jspecify.annotations.NullMarked;
