package io.orgkeys.keycloak.model;

/** Ids that come from outside. */
public final class Identifier {

    private static final int LENGTH = 255;

    private Identifier() {}

    /**
     * Whether the text can be the id of anything: 1 to 255 characters, no control characters. What cannot be is not looked
     * up: some databases take such a text for an error, where the answer is that there is nothing.
     */
    public static boolean isPlausible(String text) {
        if (text.isEmpty() || text.length() > LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
