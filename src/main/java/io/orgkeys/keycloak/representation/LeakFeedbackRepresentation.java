package io.orgkeys.keycloak.representation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.orgkeys.keycloak.secret.ApiKeyDigest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The feedback on one reported secret, in the format of GitHub.
 *
 * @param tokenHash SHA-256 of the reported token, in hexadecimal
 * @param tokenType the type from the report
 * @param label {@code true_positive} for a secret of this realm, {@code false_positive} for a text that cannot be a
 *     secret of this realm
 */
public record LeakFeedbackRepresentation(
        @JsonProperty("token_hash") String tokenHash,
        @JsonProperty("token_type") String tokenType,

        @Schema(enumeration = {"false_positive", "true_positive"})
        String label) {

    public static LeakFeedbackRepresentation of(String token, String type, boolean real) {
        return new LeakFeedbackRepresentation(
                ApiKeyDigest.sha256(token), type, real ? "true_positive" : "false_positive");
    }
}
