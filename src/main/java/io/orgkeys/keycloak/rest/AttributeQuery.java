package io.orgkeys.keycloak.rest;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.utils.SearchQueryUtils;

import io.orgkeys.keycloak.model.Attributes;
import org.jspecify.annotations.Nullable;

/** Reads the query parameter {@code q}, which searches for attributes in the syntax of Keycloak's own lists. */
final class AttributeQuery {

    private static final String NAME = "q";

    private static final String FORM =
            "Must be attributes such as plan:pro or note:\"two words\", separated by spaces, at most " + Attributes.MOST
                    + ", each name once.";

    /**
     * A backslash before a quote belongs to the value, and any other backslash stands for itself. Keycloak's parser
     * drops a double backslash, so it is refused.
     */
    private static final String QUOTED = "\"(?!\")[^\"\\\\]*+(?:\\\\[^\\\\][^\"\\\\]*+)*\"";

    private static final String UNQUOTED = "(?![\" ])[^ \\\\]*+(?:\\\\[^ \\\\][^ \\\\]*+)*";

    private static final String ATTRIBUTE =
            "(?:" + Attributes.NAME + "|\"" + Attributes.NAME + "\"):(?:" + QUOTED + "|" + UNQUOTED + ")";

    private static final Pattern QUERY = Pattern.compile(ATTRIBUTE + "(?: +" + ATTRIBUTE + ")*");

    private static final Pattern SEPARATED = Pattern.compile(ATTRIBUTE);

    private AttributeQuery() {}

    /**
     * Returns the wanted values by name. Refuses what Keycloak's parser would ignore, because the list would then have
     * too many keys.
     */
    static Map<String, String> read(QueryValues values, @Nullable String q) {
        Map<String, String> wanted = values.read(NAME, q, AttributeQuery::parse, FORM);
        return wanted == null ? Map.of() : wanted;
    }

    private static Optional<Map<String, String>> parse(String q) {
        String query = q.trim();
        if (!KeyFilter.isSearchable(query) || !QUERY.matcher(query).matches()) {
            return Optional.empty();
        }
        Map<String, String> wanted = SearchQueryUtils.getFields(query);
        return Optional.of(wanted)
                .filter(found -> found.size() <= Attributes.MOST
                        && found.size() == SEPARATED.matcher(query).results().count());
    }
}
