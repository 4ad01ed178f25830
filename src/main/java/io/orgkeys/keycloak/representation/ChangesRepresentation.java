package io.orgkeys.keycloak.representation;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer of the change feed in JSON. */
public record ChangesRepresentation(
        @Schema(
                description = "The ids of the keys, users and organizations that have changed. Drop every result that"
                        + " depends on one of them")
        List<String> ids,

        @Schema(description = "Whether any result may have changed. If true, drop all results")
        boolean all,

        @Schema(minimum = "1", description = "How long a result can be used, in milliseconds")
        long lifespan) {}
