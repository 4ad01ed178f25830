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
 * Cuts the representation of an admin event to the size that every database stores: a longer one would fail the transaction, and with
 * it the change that the event reports.
 */
final class BoundedJson {

    /** The size of a column of the type TEXT in MySQL and MariaDB, the smallest of all databases. */
    static final int MOST_BYTES = 65_535;

    /** The field that lists the names of the removed fields. */
    static final String TRUNCATED = "truncated";

    /** Derived from other data, so it is the first field to remove. */
    private static final String EFFECTIVE_PERMISSIONS = "effectivePermissions";

    private BoundedJson() {}

    /**
     * The representation itself if it is small enough. Otherwise its JSON without the effective permissions, then without the
     * largest lists and objects, then without the longest texts, until it fits.
     */
    static Object of(Object representation) {
        if (size(representation) <= MOST_BYTES) {
            return representation;
        }
        ObjectNode json = JsonSerialization.mapper.valueToTree(representation);
        List<String> truncated = new ArrayList<>();
        Deque<String> largestFirst = largestFirst(json);
        while (size(json) > MOST_BYTES && !largestFirst.isEmpty()) {
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
