package io.orgkeys.keycloak.rest.admin;

import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.MaxItems;
import io.orgkeys.keycloak.rest.PatchField;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that imports keys. */
record KeyImport(
        @Schema(defaultValue = "false", description = "Only check the keys, without storing them")
        Optional<Boolean> dryRun,

        @Schema(
                required = true,
                nullable = true,
                description = "The prefix of the secrets, or null if they have this product's own form")
        PatchField<String> prefix,

        @MaxItems(1_000) List<Body<ImportedKey>> keys) {}
