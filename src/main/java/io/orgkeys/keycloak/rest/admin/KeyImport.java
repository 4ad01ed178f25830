package io.orgkeys.keycloak.rest.admin;

import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.rest.AtMost;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.Sent;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A request that imports keys. */
record KeyImport(
        @Schema(defaultValue = "false", description = "Only tell what would happen")
        Optional<Boolean> dryRun,

        @Schema(
                required = true,
                nullable = true,
                description = "What the secrets begin with; null where they are of this product's own form")
        Sent<String> prefix,

        @AtMost(1_000) List<Body<ImportedKey>> keys) {}
