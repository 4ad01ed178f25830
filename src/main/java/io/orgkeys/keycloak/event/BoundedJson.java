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
 * The representation of an admin event, small enough for every database: a representation that does not fit into its column
 * fails the transaction, and with it the change that the event is about.
 */
final class BoundedJson {

    /** What a column of the type TEXT takes in MySQL and MariaDB, of all databases the least. */
    static final int MOST_BYTES = 65_535;

    /** Names the fields that were left out. */
    static final String TRUNCATED = "truncated";

    /** Follows from the permissions, the catalogue and the owner: the first field to leave out. */
    private static final String EFFECTIVE_PERMISSIONS = "effectivePermissions";

    private BoundedJson() {}

    /**
     * The representation itself if it is small enough. Otherwise its JSON without the effective permissions and, as far as
     * that is not enough, without the largest lists and objects, and then the longest texts.
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
