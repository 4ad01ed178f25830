package io.orgkeys.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import io.orgkeys.keycloak.model.ApiKeyType;

/**
 * The layout of a secret, {@code <prefix>_<type>_<32 random characters><6 characters of checksum>}, all base62. The
 * checksum is the CRC-32 (IEEE 802.3) of everything before it, most significant digit first: a typo or a cut copy is
 * refused without a look into the database, and a secret scanner can tell a key from noise.
 */
public final class ApiKeyFormat {

    /** Digits, upper case, lower case: the order that GitHub's checksums use. */
    static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 62<sup>32</sup> is a little over 2<sup>190</sup>. */
    static final int RANDOM_LENGTH = 32;

    private static final int CHECKSUM_LENGTH = 6;
    private static final String PREFIX = "[a-z][a-z0-9]{1,11}";
    private static final Pattern PREFIX_PATTERN = Pattern.compile(PREFIX);
    private static final int LONGEST = 12 + "_user_".length() + RANDOM_LENGTH + CHECKSUM_LENGTH;
    private static final Pattern LAYOUT = Pattern.compile(
            PREFIX + "_(user|bot)_[0-9A-Za-z]{" + RANDOM_LENGTH + "}[0-9A-Za-z]{" + CHECKSUM_LENGTH + "}");

    private ApiKeyFormat() {}

    /** Whether keys may begin with this. */
    public static boolean isPrefix(String prefix) {
        return PREFIX_PATTERN.matcher(prefix).matches();
    }

    /** Whether the text has the shape of a secret, its checksum unchecked: good for telling it from a JWT. */
    public static boolean looksLikeSecret(String text) {
        // most of what is no secret is longer: spares it the pattern
        return text.length() <= LONGEST && LAYOUT.matcher(text).matches();
    }

    /** The secret, or empty when the layout or the checksum is wrong. Any prefix will do: a realm may change its own. */
    public static Optional<ApiKeySecret> parse(String text) {
        if (!looksLikeSecret(text)) {
            return Optional.empty();
        }
        int body = text.length() - CHECKSUM_LENGTH;
        if (!text.regionMatches(body, checksum(text.substring(0, body)), 0, CHECKSUM_LENGTH)) {
            return Optional.empty();
        }
        int separator = text.indexOf('_');
        return ApiKeyType.of(text.substring(separator + 1, text.indexOf('_', separator + 1)))
                .map(type -> new ApiKeySecret(text, type));
    }

    /** A secret with this prefix, type and random part. */
    static ApiKeySecret assemble(String prefix, ApiKeyType type, String random) {
        String body = prefix + '_' + type.text() + '_' + random;
        return new ApiKeySecret(body + checksum(body), type);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }
}
