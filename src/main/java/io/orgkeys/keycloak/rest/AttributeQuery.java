package io.orgkeys.keycloak.rest;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.keycloak.utils.SearchQueryUtils;

import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.FieldErrorCode;
import org.jspecify.annotations.Nullable;

/** Reads the query parameter {@code q}, which searches for attributes in the syntax of Keycloak's own lists. */
final class AttributeQuery {

    private static final String NAME = "q";

    /** Replaces escaped quotes while the query is checked. No query contains this character. */
    private static final char ESCAPED_QUOTE = '\u0001';

    private static final Pattern NEXT = Pattern.compile(
            "\\G *+(?:" + Attributes.NAME + "|\"" + Attributes.NAME + "\"):(?:\"[^\"]++\"|[^\" ][^ ]*+)(?= |$)");

    private AttributeQuery() {}

    /**
     * Returns the wanted values by name. Refuses what Keycloak's parser would ignore, because the list would then have
     * too many keys.
     */
    static Map<String, String> read(QueryValues values, @Nullable String q) {
        Map<String, String> wanted =
                values.read(NAME, q, AttributeQuery::parse, FieldErrorCode.INVALID_ATTRIBUTE_QUERY, Attributes.MOST);
        return wanted == null ? Map.of() : wanted;
    }

    private static Optional<Map<String, String>> parse(String q) {
        String query = q.trim();
        // Keycloak's parser drops a double backslash, and fails at a backslash at the end
        if (!KeyFilter.isSearchable(query) || query.contains("\\\\") || query.endsWith("\\")) {
            return Optional.empty();
        }
        String masked = query.replace("\\\"", String.valueOf(ESCAPED_QUOTE));
        Matcher next = NEXT.matcher(masked);
        int count = 0;
        int end = 0;
        while (next.find()) {
            count++;
            end = next.end();
        }
        if (end < masked.length() || count > Attributes.MOST) {
            return Optional.empty();
        }
        Map<String, String> wanted = SearchQueryUtils.getFields(query);
        return wanted.size() == count ? Optional.of(wanted) : Optional.empty();
    }
}
