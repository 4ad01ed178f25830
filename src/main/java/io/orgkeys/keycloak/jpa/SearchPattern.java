package io.orgkeys.keycloak.jpa;

import java.util.Locale;

import io.orgkeys.keycloak.model.Identifier;

/**
 * Converts the text of a search field to an SQL {@code like} pattern. The notation is that of Keycloak's user search.
 */
final class SearchPattern {

    static final char ESCAPE = '\\';

    private SearchPattern() {}

    /** Whether the text looks like the id of a key. */
    static boolean isId(String search) {
        return Identifier.isUuid(search.strip());
    }

    /**
     * Returns the pattern of a text: {@code foo} and {@code foo*} find names that begin with {@code foo}, {@code *foo*}
     * finds names that contain it, and {@code "foo"} finds exactly this name.
     */
    static String of(String search, boolean bracketIsWildcard) {
        String text = searchable(search.strip());
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            return escape(text.substring(1, text.length() - 1), bracketIsWildcard);
        }
        String pattern = escape(text, bracketIsWildcard).replace('*', '%');
        // checks the text and not the pattern, because a percent sign at the end of the pattern may be an escaped
        // percent sign of the text
        return text.endsWith("*") ? pattern : pattern + '%';
    }

    /** Returns a name in the form of the column {@code SEARCH_NAME}. */
    static String searchable(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Escapes only wildcards, because Oracle and H2 report an error if any other character is escaped. */
    private static String escape(String text, boolean bracketIsWildcard) {
        String escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return bracketIsWildcard ? escaped.replace("[", "\\[") : escaped;
    }
}
