package io.orgkeys.keycloak.jpa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * A secret key of the server with which the stored digests are computed: HMAC-SHA-256 (RFC 2104, FIPS 198-1) over the
 * SHA-256 of a secret. An attacker who has only the database can neither test guesses of secrets nor forge the row of a
 * secret. The pepper {@linkplain #none() none} leaves the SHA-256 as it is.
 */
final class Pepper {

    /** The id in the list of peppers that stands for no pepper. */
    static final String NONE = "none";

    /** A key that is shorter than the hash weakens HMAC (RFC 2104, section 3). */
    private static final int MIN_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final String id;
    private final @Nullable SecretKey key;

    private Pepper(String id, @Nullable SecretKey key) {
        this.id = id;
        this.key = key;
    }

    static Pepper none() {
        return new Pepper(NONE, null);
    }

    /**
     * Creates a pepper.
     *
     * @param base64 at least 32 bytes in Base64 (RFC 4648, section 4), as {@code openssl rand -base64 32} prints them
     * @throws IllegalArgumentException when the value is invalid. The message is for the administrator and does not
     *     contain the value
     */
    static Pepper of(String id, String base64) {
        return new Pepper(id, new SecretKeySpec(decode(id, base64), ALGORITHM));
    }

    private static byte[] decode(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // do not keep the exception as the cause, because its message contains a part of the value
            bytes = new byte[0];
        }
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "The pepper " + id + " of API keys must have at least " + MIN_BYTES + " bytes in Base64.");
        }
        return bytes;
    }

    String id() {
        return id;
    }

    /** Returns the value of the column {@code PEPPER}. */
    @Nullable
    String column() {
        return key == null ? null : id;
    }

    /**
     * Returns the digest that is stored for a secret.
     *
     * @param sha256 hexadecimal SHA-256 of the secret
     * @return lowercase hexadecimal, 64 characters
     */
    String digest(String sha256) {
        return key == null
                ? sha256
                : HexFormat.of().formatHex(mac(key).doFinal(HexFormat.of().parseHex(sha256)));
    }

    /**
     * Computes a MAC that binds a digest to its key, and the key to its owner. If an attacker with write access to the
     * database moves a digest to a key with more permissions, the seal does not match, and the secret is invalid.
     *
     * @param digest the digest as it is stored
     * @return null without a pepper
     */
    @Nullable
    String seal(ApiKeyEntity row, String digest) {
        if (key == null) {
            return null;
        }
        // this input is longer than the input of a digest, so that no seal is equal to a digest
        Mac mac = mac(key);
        Stream.of(digest, row.id, row.realmId, row.organizationId, row.type, row.ownerId)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .forEach(bytes -> {
                    mac.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(bytes.length)
                            .flip());
                    mac.update(bytes);
                });
        return HexFormat.of().formatHex(mac.doFinal());
    }

    private static Mac mac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }

    /** Returns a text that does not contain the secret key. */
    @Override
    public String toString() {
        return "Pepper[" + id + "]";
    }
}
