package io.orgkeys.keycloak.rest;

import java.nio.charset.StandardCharsets;

import org.keycloak.models.KeycloakSession;

/** Encodes text for response headers, whose values are visible ASCII. */
public final class HeaderText {

    private HeaderText() {}

    /**
     * Percent-encodes the UTF-8 bytes of all characters except visible ASCII and spaces. Also encodes the percent sign.
     */
    public static String encode(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7f && c != '%';
    }

    /** Returns the challenge for a 401 response (RFC 9110 §11.6.1). */
    public static String challenge(String scheme, KeycloakSession session) {
        String realm = session.getContext().getRealm().getName();
        return scheme + " realm=\"" + encode(realm).replace("\"", "%22").replace("\\", "%5C") + "\"";
    }
}
