package io.orgkeys.keycloak.model;

import java.util.regex.Pattern;

/** Checks ids that come from requests. */
public final class Identifier {

    private static final int LENGTH = 255;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Identifier() {}

    /** Whether the id has the form that Keycloak and this provider generate. Imported ids can have another form. */
    public static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }

    /**
     * Whether the text can be an id at all: 1 to 255 characters, no control characters, no unpaired surrogates. Any
     * other text must not be looked up, because some databases would report an error, although the correct answer is
     * that nothing has this id.
     */
    public static boolean isPlausible(String text) {
        if (text.isEmpty() || text.length() > LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
