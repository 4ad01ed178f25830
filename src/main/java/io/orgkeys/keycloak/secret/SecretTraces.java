package io.orgkeys.keycloak.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in text from outside that is to be recorded in an event, a name or a description. */
public final class SecretTraces {

    /** Our own form, with any text before and after it. Without the checksum, which follows from the other characters. */
    private static final Pattern OWN =
            Pattern.compile("[a-z][a-z0-9]{1,11}_(user|bot)_[0-9A-Za-z]{" + ApiKeyFormat.RANDOM_LENGTH + "}");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private SecretTraces() {}

    /** Whether the text has the form of a secret anywhere, also percent-encoded (RFC 3986 §2.1) any number of times. */
    public static boolean areIn(String text, ImportedPrefixes imported) {
        String before;
        String decoded = text;
        do {
            if (OWN.matcher(decoded).find() || isImported(decoded, imported)) {
                return true;
            }
            before = decoded;
            decoded = decoded(before);
        } while (!decoded.equals(before));
        return false;
    }

    /** Recognizes the secret of an imported key by its prefix and minimum length. */
    private static boolean isImported(String text, ImportedPrefixes imported) {
        for (String prefix : imported.all()) {
            for (int at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
                if (visible(text, at) >= ImportedPrefixes.SHORTEST_SECRET) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The number of characters from there on that a secret may have. */
    private static int visible(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7f) {
            end++;
        }
        return end - from;
    }

    /** Decodes bytes other than ASCII to wrong characters, which is irrelevant: no secret has them. */
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
