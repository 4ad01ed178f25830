package io.orgkeys.keycloak.rest;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * Converts JSON to values of a Java type.
 *
 * @param neutral the value that a required field gets if it is missing or invalid
 */
record FieldType<T>(Reader<T> reader, T neutral) {

    private static final Map<Type, FieldType<?>> TYPES = Map.ofEntries(
            entry(String.class, type((field, node, errors) -> text(field, node, "", errors), "")),
            entry(SecretText.class, type(FieldType::secret, new SecretText(""))),
            entry(Boolean.class, type(FieldType::flag, false)),
            entry(Long.class, type(FieldType::number, 0L)),
            entry(Instant.class, type(FieldType::instant, Instant.EPOCH)),
            entry(ApiKeyType.class, type(FieldType::keyType, ApiKeyType.BOT)),
            entry(Permissions.class, type(FieldType::permissions, Permissions.none())),
            entry(
                    ReadOnlyField.class,
                    type((field, node, errors) -> new ReadOnlyField(node.asText()), new ReadOnlyField(""))),
            entry(new TypeReference<List<String>>() {}.getType(), type(FieldType::list, List.of())),
            entry(new TypeReference<Set<String>>() {}.getType(), type(FieldType::set, Set.of())),
            entry(new TypeReference<Map<String, Set<String>>>() {}.getType(), type(FieldType::setsByName, Map.of())),
            entry(new TypeReference<Map<String, List<String>>>() {}.getType(), type(FieldType::listsByName, Map.of())));

    /** Reads one value. */
    interface Reader<T> {

        /** Reads the value and adds the errors in it. Returns null if no part of the value is usable. */
        @Nullable
        T read(String field, JsonNode node, FieldErrors errors);
    }

    /**
     * Returns the field type of a Java type. The Java type must be a key of {@code TYPES}, or {@code List<Body<...>>}.
     */
    static FieldType<?> of(Type type, RecordComponent component) {
        FieldType<?> found = TYPES.get(type);
        if (found == null && component.isAnnotationPresent(MaxItems.class)) {
            MaxItems items = component.getAnnotation(MaxItems.class);
            return objects(type, items.min(), items.value());
        }
        if (found == null) {
            throw new IllegalStateException("No JSON for " + component);
        }
        return found;
    }

    @Nullable
    T read(String field, JsonNode node, FieldErrors errors) {
        return reader.read(field, node, errors);
    }

    private static <T> FieldType<T> type(Reader<T> reader, T neutral) {
        return new FieldType<>(reader, neutral);
    }

    /** Returns the type of a list of {@code least} to {@code most} objects. Each object has its own errors. */
    private static FieldType<List<Body<?>>> objects(Type list, int least, int most) {
        ParameterizedType body = (ParameterizedType) ((ParameterizedType) list).getActualTypeArguments()[0];
        Class<? extends Record> type = ((Class<?>) body.getActualTypeArguments()[0]).asSubclass(Record.class);
        return type(
                (field, node, errors) -> {
                    List<Body<?>> bodies = new ArrayList<>();
                    if (node.isArray() && node.size() <= most) {
                        for (JsonNode element : node) {
                            if (element instanceof ObjectNode object) {
                                bodies.add(Body.of(object, type));
                            }
                        }
                    }
                    if (!node.isArray() || bodies.size() != node.size()) {
                        errors.add(field, FieldErrorCode.NOT_OBJECT_LIST, most);
                        return null;
                    }
                    if (bodies.size() < least) {
                        errors.add(field, FieldErrorCode.NO_ENTRIES);
                        return null;
                    }
                    return bodies;
                },
                List.of());
    }

    private static @Nullable String text(String field, JsonNode node, String allowed, FieldErrors errors) {
        String text = node.textValue();
        if (text == null) {
            errors.add(field, FieldErrorCode.NOT_TEXT);
        } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0)) {
            errors.add(field, FieldErrorCode.CONTROL_CHARACTERS);
        } else if (text.codePoints().anyMatch(FieldType::isLoneSurrogate)) {
            errors.add(field, FieldErrorCode.INVALID_UNICODE);
        } else {
            return text;
        }
        return null;
    }

    /**
     * Whether the code point is half of a surrogate pair. JSON allows the half alone (RFC 8259 §8.2), but databases and
     * character encodings do not.
     */
    private static boolean isLoneSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static @Nullable SecretText secret(String field, JsonNode node, FieldErrors errors) {
        String text = text(field, node, "\t\r\n", errors);
        return text == null ? null : new SecretText(text);
    }

    private static @Nullable Boolean flag(String field, JsonNode node, FieldErrors errors) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        errors.add(field, FieldErrorCode.NOT_BOOLEAN);
        return null;
    }

    private static @Nullable Long number(String field, JsonNode node, FieldErrors errors) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        errors.add(field, FieldErrorCode.NOT_INTEGER);
        return null;
    }

    private static @Nullable Instant instant(String field, JsonNode node, FieldErrors errors) {
        String text = text(field, node, "", errors);
        Optional<Instant> time = Optional.ofNullable(text).flatMap(Timestamp::parse);
        if (text != null && time.isEmpty()) {
            errors.add(field, FieldErrorCode.INVALID_TIME);
        }
        return time.orElse(null);
    }

    private static @Nullable ApiKeyType keyType(String field, JsonNode node, FieldErrors errors) {
        String text = text(field, node, "", errors);
        Optional<ApiKeyType> type = Optional.ofNullable(text).flatMap(ApiKeyType::of);
        if (text != null && type.isEmpty()) {
            errors.add(field, FieldErrorCode.NOT_ALLOWED, String.join(", ", ApiKeyType.TEXTS));
        }
        return type.orElse(null);
    }

    /** Reads permissions such as {@code {"stats":["read"]}}. */
    private static Permissions permissions(String field, JsonNode node, FieldErrors errors) {
        return Permissions.of(setsByName(field, node, errors));
    }

    private static Map<String, Set<String>> setsByName(String field, JsonNode node, FieldErrors errors) {
        Map<String, Set<String>> sets = new TreeMap<>();
        if (!node.isObject()) {
            errors.add(field, FieldErrorCode.NOT_OBJECT);
        }
        node.properties()
                .forEach(entry -> sets.put(
                        entry.getKey(), set(field + "." + FieldError.shown(entry.getKey()), entry.getValue(), errors)));
        return sets;
    }

    /** Reads lists of any text on one line, such as {@code {"plan":["pro"]}}. */
    private static Map<String, List<String>> listsByName(String field, JsonNode node, FieldErrors errors) {
        Map<String, List<String>> lists = new TreeMap<>();
        if (!node.isObject()) {
            errors.add(field, FieldErrorCode.NOT_OBJECT);
        }
        node.properties().forEach(entry -> {
            String member = field + "." + FieldError.shown(entry.getKey());
            lists.put(entry.getKey(), list(member, entry.getValue(), errors));
        });
        return lists;
    }

    private static Set<String> set(String field, JsonNode node, FieldErrors errors) {
        return texts(field, node, new TreeSet<>(), errors);
    }

    private static List<String> list(String field, JsonNode node, FieldErrors errors) {
        return texts(field, node, new ArrayList<>(), errors);
    }

    /**
     * Adds each text of a list to {@code texts}. If one of them is invalid, {@code texts} is empty, so that an index in
     * a later error is always that of the request.
     */
    private static <C extends Collection<String>> C texts(String field, JsonNode node, C texts, FieldErrors errors) {
        if (!isListOfTexts(node)) {
            errors.add(field, FieldErrorCode.NOT_TEXT_LIST);
            return texts;
        }
        for (JsonNode element : node) {
            String text = text(field, element, "", errors);
            if (text == null) {
                texts.clear();
                break;
            }
            texts.add(text);
        }
        return texts;
    }

    private static boolean isListOfTexts(JsonNode node) {
        boolean texts = node.isArray();
        for (JsonNode element : node) {
            texts &= element.isTextual();
        }
        return texts;
    }
}
