package io.orgkeys.keycloak.rest.admin;

import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.rest.AtMost;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.Sent;

/**
 * A request that imports keys.
 *
 * @param dryRun whether to only tell what would happen
 * @param prefix what the secrets begin with; null for this product's own form
 */
record KeyImport(
        Optional<Boolean> dryRun,
        Sent<String> prefix,
        @AtMost(1_000) List<Body<ImportedKey>> keys) {}
