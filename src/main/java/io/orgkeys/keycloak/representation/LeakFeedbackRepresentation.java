package io.orgkeys.keycloak.representation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a reporter of leaked secrets learns about one of them, in GitHub's form.
 *
 * @param tokenHash SHA-256 of the reported token, in hexadecimal
 * @param tokenType what the report called it
 * @param label {@code true_positive} for a secret of this realm, {@code false_positive} for what cannot be one
 */
public record LeakFeedbackRepresentation(
        @JsonProperty("token_hash") String tokenHash,
        @JsonProperty("token_type") String tokenType,
        String label) {

    public static LeakFeedbackRepresentation of(String token, String type, boolean real) {
        return new LeakFeedbackRepresentation(sha256(token), type, real ? "true_positive" : "false_positive");
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
