package io.orgkeys.keycloak.openapi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.IgnoresFieldsOf;
import io.orgkeys.keycloak.rest.MaxItems;
import io.orgkeys.keycloak.rest.PatchField;
import io.orgkeys.keycloak.rest.ReadOnlyField;
import io.orgkeys.keycloak.rest.SecretText;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Creates the JSON schema of a record, which is a representation, or a request that {@link Body} binds. */
final class RecordSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordSchema() {}

    static ObjectNode of(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        boolean update = type.isAnnotationPresent(IgnoresFieldsOf.class);
        add(type, update, properties, required);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        describe(type.getAnnotation(Schema.class), update, schema);
        return update ? schema : schema.put("additionalProperties", false);
    }

    /**
     * Adds the properties of the record.
     *
     * @param update whether the schema is that of an update, in which no property is required or has a default
     */
    private static void add(Class<?> type, boolean update, ObjectNode properties, ArrayNode required) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean always = include != null && include.value() == JsonInclude.Include.ALWAYS;
        for (RecordComponent component : type.getRecordComponents()) {
            Schema annotation = component.getAccessor().getAnnotation(Schema.class);
            Type member = component.getGenericType();
            boolean optional = component.getType() == Optional.class || component.getType() == PatchField.class;
            boolean repeated = update && argument(member) == ReadOnlyField.class;
            if (repeated || (annotation != null && annotation.hidden())) {
                continue;
            }
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                add(component.getType(), update, properties, required);
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            ObjectNode schema = of(optional ? argument(member) : member);
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            if (name.endsWith("At")) {
                schema.put("format", "date-time");
            }
            if (optional) {
                // a request may contain an element of a set twice
                schema.findParents("uniqueItems").forEach(parent -> ((ObjectNode) parent).remove("uniqueItems"));
            }
            MaxItems most = component.getAnnotation(MaxItems.class);
            if (most != null) {
                schema.put("minItems", most.min()).put("maxItems", most.value());
            }
            describe(annotation, update, schema);
            if (nullable && always) {
                addNull(schema);
            }
            if (optional ? !update && annotation != null && annotation.required() : !nullable || always) {
                required.add(name);
            }
            properties.set(name, schema);
        }
    }

    /** Adds the constraints that the annotation declares. */
    private static void describe(@Nullable Schema annotation, boolean update, ObjectNode schema) {
        if (annotation == null) {
            return;
        }
        if (!annotation.ref().isEmpty()) {
            schema.removeAll().put("$ref", "#/components/schemas/" + (update ? "Changed" : "") + annotation.ref());
            return;
        }
        put(schema, "description", annotation.description());
        put(schema, "format", annotation.format());
        put(schema, "pattern", annotation.pattern());
        put(schema, "minLength", annotation.minLength(), 0);
        put(schema, "maxLength", annotation.maxLength(), Integer.MAX_VALUE);
        put(schema, "minItems", annotation.minItems(), Integer.MAX_VALUE);
        put(schema, "maxItems", annotation.maxItems(), Integer.MIN_VALUE);
        if (!annotation.minimum().isEmpty()) {
            schema.put("minimum", Long.parseLong(annotation.minimum()));
        }
        if (!update && !annotation.defaultValue().isEmpty()) {
            schema.put("default", Boolean.parseBoolean(annotation.defaultValue()));
        }
        if (annotation.enumeration().length > 0) {
            List.of(annotation.enumeration()).forEach(schema.putArray("enum")::add);
        }
        if (annotation.nullable()) {
            addNull(schema);
        }
    }

    private static void put(ObjectNode schema, String name, String value) {
        if (!value.isEmpty()) {
            schema.put(name, value);
        }
    }

    private static void put(ObjectNode schema, String name, int value, int none) {
        if (value != none) {
            schema.put(name, value);
        }
    }

    private static void addNull(ObjectNode schema) {
        String one = schema.get("type").asText();
        schema.putArray("type").add(one).add("null");
    }

    /** Returns the last type argument of a generic type, or the type itself. */
    private static Type argument(Type type) {
        return type instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
                : type;
    }

    private static ObjectNode of(Type type) {
        ObjectNode schema = JSON.objectNode();
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type last = argument(type);
            if (raw == Body.class) {
                return of(last);
            }
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
        if (type == ObjectNode.class) {
            // replaced later by the schema that the annotation of the record component refers to
            return schema.put("type", "object");
        }
        if (type == String.class || type == SecretText.class || type == ReadOnlyField.class) {
            return schema.put("type", "string");
        }
        if (type == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        if (type == ApiKeyType.class) {
            schema.put("type", "string").putArray("enum").add("user").add("bot");
            return schema;
        }
        if (type == Permissions.class) {
            return schema.put("type", "object");
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
