package io.orgkeys.keycloak.model;

/**
 * One thing that is wrong with a request.
 *
 * @param field name of the JSON field or query parameter, with dots for nested ones
 * @param detail what is wrong and how to mend it; ends with a period
 */
public record FieldError(String field, String detail) {

    /** No secret is shorter than 24 characters, not even one that was issued elsewhere. */
    private static final int LONGEST_SHOWN = 23;

    private static final int BEGINNING = 12;

    /**
     * A name that was sent and that nobody knows, as far as it may be told: it may be a secret in the wrong place, and what we
     * tell is logged by others. Of a name that is as long as a secret, that is the beginning. What is not visible ASCII is a
     * question mark.
     */
    public static String shown(String name) {
        String visible = name.codePoints()
                .limit(LONGEST_SHOWN + 1L)
                .map(c -> c > ' ' && c < 0x7f ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return visible.length() <= LONGEST_SHOWN ? visible : visible.substring(0, BEGINNING) + "...";
    }

    @Override
    public String toString() {
        return field + ": " + detail;
    }
}
