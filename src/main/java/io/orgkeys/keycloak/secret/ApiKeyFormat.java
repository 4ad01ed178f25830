package io.orgkeys.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

import io.orgkeys.keycloak.model.ApiKeyType;

/**
 * The format of a secret: {@code <prefix>_<type>_<32 random characters><6 characters of checksum>}. The random
 * characters and the checksum are base62. The checksum is the CRC-32 (IEEE 802.3) of everything before it, most
 * significant digit first. With the checksum, a mistyped or truncated secret is refused without a database lookup, and
 * a secret scanner can recognize a key.
 */
public final class ApiKeyFormat {

    /** The pattern of a prefix. {@link #isPrefix} checks the same without a regular expression. */
    public static final String PREFIX = "[a-z][a-z0-9]{1,11}";

    /** The base62 digits, in the order of GitHub's token checksums: digits, upper case, lower case. */
    static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /**
     * The number of random characters. They contain about 190 random bits, because 62<sup>32</sup> is a little more
     * than 2<sup>190</sup>.
     */
    static final int RANDOM_LENGTH = 32;

    private static final int CHECKSUM_LENGTH = 6;
    private static final int SHORTEST_PREFIX = 2;
    private static final int MAX_PREFIX_LENGTH = 12;

    private ApiKeyFormat() {}

    /**
     * Returns whether this is a valid prefix: a lower-case letter, then lower-case letters and digits, 2 to 12
     * characters in total.
     */
    public static boolean isPrefix(String prefix) {
        if (prefix.length() < SHORTEST_PREFIX
                || prefix.length() > MAX_PREFIX_LENGTH
                || !isLowerCase(prefix.charAt(0))) {
            return false;
        }
        for (int i = 1; i < prefix.length(); i++) {
            if (!isLowerCase(prefix.charAt(i)) && !isDigit(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether the text has the format of a secret, without verifying its checksum. Use it to distinguish a
     * secret from a JWT.
     */
    public static boolean looksLikeSecret(String text) {
        // every verification runs this check, and a regular expression would be slower
        int first = text.indexOf('_');
        int second = text.indexOf('_', first + 1);
        return first >= 0
                && second >= 0
                && text.length() - second - 1 == RANDOM_LENGTH + CHECKSUM_LENGTH
                && isPrefix(text.substring(0, first))
                && ApiKeyType.of(text.substring(first + 1, second)).isPresent()
                && isBase62(text, second + 1);
    }

    /**
     * Parses a secret. Returns empty if the format or the checksum is wrong. Accepts any prefix, because a realm can
     * change its prefix.
     */
    public static Optional<ApiKeySecret> parse(String text) {
        return looksLikeSecret(text) && hasValidChecksum(text) ? Optional.of(new ApiKeySecret(text)) : Optional.empty();
    }

    private static boolean isBase62(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !isLowerCase(c) && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean hasValidChecksum(String text) {
        int body = text.length() - CHECKSUM_LENGTH;
        return text.regionMatches(body, checksum(text.substring(0, body)), 0, CHECKSUM_LENGTH);
    }

    /** Returns the secret with this prefix, type and random part, and with its checksum. */
    static ApiKeySecret assemble(String prefix, ApiKeyType type, String random) {
        String body = prefix + '_' + type.text() + '_' + random;
        return new ApiKeySecret(body + checksum(body));
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
