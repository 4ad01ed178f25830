package io.orgkeys.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Computes the digest of a secret. A fast hash is sufficient, because our secrets have 190 random bits and cannot be
 * guessed. A slow hash would only slow down verifications.
 */
public final class ApiKeyDigest {

    private ApiKeyDigest() {}

    /** Returns the lower-case hexadecimal SHA-256 digest (FIPS 180-4) of the text in UTF-8. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
