package io.orgkeys.keycloak.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reduces the representation of an admin event to a size that every supported database can store. With a larger
 * representation, the transaction would fail, and so would the change that the event reports.
 */
final class BoundedJson {

    /** The size of a TEXT column in MySQL and MariaDB, the smallest limit of all supported databases. */
    static final int MAX_BYTES = 65_535;

    /** The field that lists the names of the removed fields. */
    static final String TRUNCATED = "truncated";

    /** The first field to remove, because its value is derived from other data. */
    private static final String EFFECTIVE_PERMISSIONS = "effectivePermissions";

    private BoundedJson() {}

    /**
     * Returns the representation itself if it is small enough. Otherwise removes fields from its JSON until it fits:
     * first the effective permissions, then lists and objects, then other values, in each group the largest first.
     */
    static Object of(Object representation) {
        if (size(representation) <= MAX_BYTES) {
            return representation;
        }
        ObjectNode json = JsonSerialization.mapper.valueToTree(representation);
        List<String> truncated = new ArrayList<>();
        Deque<String> largestFirst = largestFirst(json);
        while (size(json) > MAX_BYTES && !largestFirst.isEmpty()) {
            String field = largestFirst.remove();
            json.remove(field);
            truncated.add(field);
            json.set(TRUNCATED, JsonSerialization.mapper.valueToTree(truncated));
        }
        return json;
    }

    private static Deque<String> largestFirst(ObjectNode json) {
        Comparator<Map.Entry<String, JsonNode>> order = Comparator.comparing(
                        (Map.Entry<String, JsonNode> field) -> !field.getKey().equals(EFFECTIVE_PERMISSIONS))
                .thenComparing(field -> !field.getValue().isContainerNode())
                .thenComparing(field -> -size(field.getValue()));
        return new ArrayDeque<>(json.properties().stream()
                .filter(field ->
                        !field.getValue().isContainerNode() || !field.getValue().isEmpty())
                .sorted(order)
                .map(Map.Entry::getKey)
                .toList());
    }

    private static int size(Object value) {
        try {
            return JsonSerialization.writeValueAsBytes(value).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
