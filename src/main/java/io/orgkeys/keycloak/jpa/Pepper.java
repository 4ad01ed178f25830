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
 * A key of the server that goes into what is stored of secrets: HMAC-SHA-256 (RFC 2104, FIPS 198-1) over their SHA-256. Who
 * has the database alone can neither try out secrets nor make one up. Or {@linkplain #none() none}, which leaves the SHA-256
 * as it is.
 */
final class Pepper {

    /** How none is called in the list of peppers. */
    static final String NONE = "none";

    /** Below the length of the hash, HMAC is weaker than it (RFC 2104, section 3). */
    private static final int LEAST_BYTES = 32;

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
     * A pepper.
     *
     * @param base64 at least 32 bytes in Base64 (RFC 4648, section 4), as {@code openssl rand -base64 32} prints them
     * @throws IllegalArgumentException when it is not, in words for who set it that do not repeat it
     */
    static Pepper of(String id, String base64) {
        return new Pepper(id, new SecretKeySpec(decode(id, base64), ALGORITHM));
    }

    private static byte[] decode(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // not as a cause: it tells a part of what it has read
            bytes = new byte[0];
        }
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "The pepper " + id + " of API keys must have at least " + LEAST_BYTES + " bytes in Base64.");
        }
        return bytes;
    }

    String id() {
        return id;
    }

    /** What the column {@code PEPPER} has. */
    @Nullable
    String column() {
        return key == null ? null : id;
    }

    /**
     * What is stored of a secret.
     *
     * @param sha256 hexadecimal SHA-256 of the secret
     * @return lower-case hexadecimal, 64 characters
     */
    String digest(String sha256) {
        return key == null
                ? sha256
                : HexFormat.of().formatHex(mac(key).doFinal(HexFormat.of().parseHex(sha256)));
    }

    /**
     * What ties a digest to its key and that to its owner: whoever moves one in the database, to a key that may do more, has
     * moved something that is worth nothing there.
     *
     * @param digest as it is stored
     * @return null where there is no pepper
     */
    @Nullable
    String seal(ApiKeyEntity row, String digest) {
        if (key == null) {
            return null;
        }
        // longer than what digests are made of, so that no seal is a digest
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

    /** Never the key. */
    @Override
    public String toString() {
        return "Pepper[" + id + "]";
    }
}
