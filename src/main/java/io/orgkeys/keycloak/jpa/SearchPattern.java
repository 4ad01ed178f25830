package io.orgkeys.keycloak.jpa;

import java.util.Locale;

import io.orgkeys.keycloak.model.Identifier;

/** What people type into a search field, as an SQL {@code like} pattern. The notation is that of Keycloak's user search. */
final class SearchPattern {

    static final char ESCAPE = '\\';

    private SearchPattern() {}

    /** Whether it looks like the id of a key. */
    static boolean isId(String search) {
        return Identifier.isUuid(search.strip());
    }

    /** {@code foo} and {@code foo*} find names that begin so, {@code *foo*} names that hold it, {@code "foo"} that name. */
    static String of(String search) {
        String text = searchable(search.strip());
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            return escape(text.substring(1, text.length() - 1));
        }
        String pattern = escape(text).replace('*', '%');
        // not whether the pattern ends with a percent sign: that may be one that was searched for
        return text.endsWith("*") ? pattern : pattern + '%';
    }

    /** A name as the column {@code SEARCH_NAME} has it. */
    static String searchable(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
