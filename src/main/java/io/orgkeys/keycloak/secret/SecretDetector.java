package io.orgkeys.keycloak.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in text from requests, before the text is stored in an event, a name or a description. */
public final class SecretDetector {

    /**
     * Matches a secret in our own format anywhere in a text. Ignores the checksum, which anybody can compute from the
     * rest of the secret.
     */
    private static final Pattern OWN =
            Pattern.compile("[a-z][a-z0-9]{1,11}_(user|bot)_[0-9A-Za-z]{" + ApiKeyFormat.RANDOM_LENGTH + "}");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    /**
     * How often a text is decoded. Each time takes as long as the text is, so without a limit, a long text could occupy
     * a processor for minutes.
     */
    private static final int MAX_ENCODINGS = 10;

    private SecretDetector() {}

    /**
     * Returns whether the text contains a secret, also if it is percent-encoded (RFC 3986 §2.1) several times. A text
     * that is encoded more than {@value #MAX_ENCODINGS} times counts as a text with a secret.
     */
    public static boolean containsSecret(String text, ImportedPrefixes imported) {
        String decoded = text;
        for (int i = 0; i <= MAX_ENCODINGS; i++) {
            if (OWN.matcher(decoded).find() || containsImported(decoded, imported)) {
                return true;
            }
            String next = decoded(decoded);
            if (next.equals(decoded)) {
                return false;
            }
            decoded = next;
        }
        return true;
    }

    /** Returns whether the text contains the secret of an imported key, recognized by its prefix and minimum length. */
    private static boolean containsImported(String text, ImportedPrefixes imported) {
        for (String prefix : imported.all()) {
            for (int at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
                if (secretLength(text, at) >= ImportedPrefixes.MIN_SECRET_LENGTH) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the number of consecutive characters, from this index on, that a secret may contain. */
    private static int secretLength(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7f) {
            end++;
        }
        return end - from;
    }

    /**
     * Decodes percent-encoding once. Bytes outside ASCII become wrong characters. This does not matter, because no
     * secret contains such characters.
     */
    private static String decoded(String text) {
        Matcher encoded = ENCODED.matcher(text);
        StringBuilder decoded = new StringBuilder();
        while (encoded.find()) {
            encoded.appendReplacement(
                    decoded, Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(encoded.group(1), 16))));
        }
        return encoded.appendTail(decoded).toString();
    }
}
