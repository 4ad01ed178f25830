package io.orgkeys.keycloak.jpa;

import java.util.Locale;

import io.orgkeys.keycloak.model.Identifier;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.SQLServerDialect;

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
    static String of(String search, Dialect dialect) {
        String text = searchable(search.strip());
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            return escape(text.substring(1, text.length() - 1), dialect);
        }
        String pattern = escape(text, dialect).replace('*', '%');
        // checks the text and not the pattern, because a percent sign at the end of the pattern may be an escaped
        // percent sign of the text
        return text.endsWith("*") ? pattern : pattern + '%';
    }

    /** Returns a name in the form of the column {@code SEARCH_NAME}. */
    static String searchable(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Escapes the wildcards. A bracket is one only on SQL Server. Oracle and H2 report an error for an escaped character
     * that is no wildcard.
     */
    private static String escape(String text, Dialect dialect) {
        String escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return dialect instanceof SQLServerDialect ? escaped.replace("[", "\\[") : escaped;
    }
}
