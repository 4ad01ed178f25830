package io.orgkeys.keycloak.openapi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The JSON schema of a representation, which is a record: what cannot be null is always there, and nothing else is. */
final class RecordSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What the type of a member does not say. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "ApiKeyRepresentation.type", List.of("bot", "user"),
            "ApiKeyRepresentation.status", List.of("active", "disabled", "expired", "suspended", "unknown"),
            "VerificationRepresentation.keyType", List.of("bot", "user"),
            "UsageRepresentation.unit", List.of("hour", "day"),
            "ApiKeySettingsRepresentation.leakedKeys", List.of("delete", "disable"),
            "LeakFeedbackRepresentation.label", List.of("false_positive", "true_positive"));

    /** Texts that are times; so is whatever has a name that ends with {@code At}. */
    private static final Set<String> TIMES =
            Set.of("UsageRepresentation.from", "UsageRepresentation.to", "PointRepresentation.start");

    private RecordSchema() {}

    static ObjectNode of(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        add(type, properties, required);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static void add(Class<?> type, ObjectNode properties, ArrayNode required) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean always = include != null && include.value() == JsonInclude.Include.ALWAYS;
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                add(component.getType(), properties, required);
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            ObjectNode schema = of(component.getGenericType());
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            if (name.endsWith("At") || TIMES.contains(type.getSimpleName() + "." + name)) {
                schema.put("format", "date-time");
            }
            List<String> values = VALUES.get(type.getSimpleName() + "." + name);
            if (values != null) {
                values.forEach(schema.withArray("enum")::add);
            }
            if (nullable && always) {
                String one = schema.get("type").asText();
                schema.putArray("type").add(one).add("null");
            }
            if (!nullable || always) {
                required.add(name);
            }
            properties.set(name, schema);
        }
    }

    private static ObjectNode of(Type type) {
        ObjectNode schema = JSON.objectNode();
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (Map.class.isAssignableFrom(raw)) {
                schema.put("type", "object").set("additionalProperties", of(last));
            } else if (Collection.class.isAssignableFrom(raw)) {
                schema.put("type", "array").set("items", of(last));
                if (Set.class.isAssignableFrom(raw)) {
                    schema.put("uniqueItems", true);
                }
            }
            return schema;
        }
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == int.class || type == long.class || type == Long.class || type == Integer.class) {
            return schema.put("type", "integer");
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            return of(nested);
        }
        throw new IllegalArgumentException("No schema for " + type);
    }
}
