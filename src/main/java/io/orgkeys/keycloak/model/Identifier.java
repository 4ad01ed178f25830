package io.orgkeys.keycloak.model;

import java.util.regex.Pattern;

/** Ids that come from outside. */
public final class Identifier {

    private static final int LENGTH = 255;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Identifier() {}

    /** Whether it has the form of the ids that Keycloak and we give; ids that were imported may have another. */
    public static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }

    /**
     * Whether the text can be the id of anything: 1 to 255 characters, no control characters, no half of a surrogate pair. What
     * cannot be is not looked up: some databases take such a text for an error, where the answer is that there is nothing.
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
