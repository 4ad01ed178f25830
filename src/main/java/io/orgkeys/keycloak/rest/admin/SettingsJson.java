package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.rest.JsonBody;

/**
 * The settings of a realm in a request, read field by field. Collects everything that is wrong, unknown fields included:
 * {@link #complete()}.
 */
final class SettingsJson {

    private final ObjectNode object;
    private final FieldErrors errors = new FieldErrors();
    private final Set<String> known = new HashSet<>();

    private SettingsJson(ObjectNode object) {
        this.object = object;
    }

    static SettingsJson read(InputStream body) {
        return new SettingsJson(JsonBody.read(body).object());
    }

    FieldErrors errors() {
        return errors;
    }

    /** Whether the field is there, be it null. */
    boolean has(String field) {
        return object.has(field);
    }

    /** Whether the field says something about this name: it is an object that has it, be it null, or null as a whole. */
    boolean has(String field, String name) {
        JsonNode node = object.get(field);
        return node != null && (node.isNull() || node.has(name));
    }

    /** The text, or empty when the field is missing or null. */
    Optional<String> text(String field) {
        return text(field, "");
    }

    /** The text, which may have line breaks, or empty when the field is missing or null. */
    Optional<String> lines(String field) {
        return text(field, "\r\n");
    }

    private Optional<String> text(String field, String allowed) {
        return value(field).flatMap(node -> {
            if (!node.isTextual()) {
                errors.add(field, "Must be a string.");
                return Optional.empty();
            }
            if (node.textValue().chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0)) {
                errors.add(field, "Must not have line breaks or other control characters.");
                return Optional.empty();
            }
            if (node.textValue().codePoints().anyMatch(SettingsJson::isHalfPair)) {
                errors.add(field, "Must be valid Unicode.");
                return Optional.empty();
            }
            return Optional.of(node.textValue());
        });
    }

    /** JSON can write half a surrogate pair (RFC 8259 §8.2), but no database and no encoding takes it. */
    private static boolean isHalfPair(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** The text of a field that must be there; an error is noted, and an empty text returned, when it is not. */
    String requiredText(String field) {
        return required(field, text(field));
    }

    private String required(String field, Optional<String> text) {
        if (value(field).isEmpty()) {
            errors.add(field, "Is needed.");
        }
        return text.orElse("");
    }

    Optional<Boolean> flag(String field) {
        return value(field).flatMap(node -> {
            if (node.isBoolean()) {
                return Optional.of(node.booleanValue());
            }
            errors.add(field, "Must be true or false.");
            return Optional.empty();
        });
    }

    /** A whole number. */
    Optional<Long> number(String field) {
        return value(field).flatMap(node -> number(field, node));
    }

    private Optional<Long> number(String field, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(node.longValue());
        }
        errors.add(field, "Must be a whole number.");
        return Optional.empty();
    }

    /**
     * A list of objects, each with fields and errors of its own; an error is noted, and nothing returned, when it is something
     * else, empty or longer than {@code most}.
     */
    List<SettingsJson> objects(String field, int most) {
        JsonNode node = value(field).orElseThrow();
        List<SettingsJson> bodies = new ArrayList<>();
        for (JsonNode element : node) {
            if (element instanceof ObjectNode one) {
                bodies.add(new SettingsJson(one));
            }
        }
        if (!node.isArray() || bodies.size() != node.size() || bodies.isEmpty() || bodies.size() > most) {
            errors.add(field, "Must be a list of 1 to " + most + " objects.");
            return List.of();
        }
        return bodies;
    }

    /** A list of objects as {@link #objects} reads it, but it may be missing or empty. */
    Optional<List<SettingsJson>> list(String field, int most) {
        return value(field).map(node -> node.isArray() && node.isEmpty() ? List.of() : objects(field, most));
    }

    /** A list of different strings. */
    Optional<Set<String>> texts(String field) {
        return value(field).map(node -> texts(field, node));
    }

    /** An object whose values are true or false, under these names only. */
    Map<String, Boolean> flagsByName(String field, List<String> names) {
        Map<String, Boolean> all = new TreeMap<>();
        value(field)
                .ifPresent(node -> entries(field, node, (name, value) -> {
                    if (!names.contains(name)) {
                        errors.add(field + "." + FieldError.shown(name), "There is no such field.");
                    } else if (value.isBoolean()) {
                        all.put(name, value.booleanValue());
                    } else {
                        errors.add(field + "." + name, "Must be true or false.");
                    }
                }));
        return all;
    }

    /** An object whose values are whole numbers or null, under these names only; missing is null. */
    Map<String, Long> numbersByName(String field, List<String> names) {
        Map<String, Long> all = new TreeMap<>();
        value(field)
                .ifPresent(node -> entries(field, node, (name, value) -> {
                    if (!names.contains(name)) {
                        errors.add(field + "." + FieldError.shown(name), "There is no such field.");
                    } else if (!value.isNull()) {
                        number(field + "." + name, value).ifPresent(number -> all.put(name, number));
                    }
                }));
        return all;
    }

    private void entries(String field, JsonNode node, BiConsumer<String, JsonNode> each) {
        if (!node.isObject()) {
            errors.add(field, "Must be an object.");
            return;
        }
        node.properties().forEach(entry -> each.accept(entry.getKey(), entry.getValue()));
    }

    private Set<String> texts(String field, JsonNode node) {
        Set<String> texts = new TreeSet<>();
        texts(field, node, texts);
        return texts;
    }

    private void texts(String field, JsonNode node, Collection<String> texts) {
        boolean allTexts = node.isArray();
        for (JsonNode element : node) {
            allTexts &= element.isTextual()
                    && element.textValue().codePoints().noneMatch(c -> Character.isISOControl(c) || isHalfPair(c));
            texts.add(element.asText());
        }
        if (!allTexts) {
            errors.add(field, "Must be a list of strings, such as [\"read\"].");
            texts.clear();
        }
    }

    /** To be called after all fields were read: everything that is wrong so far, unknown fields included. */
    FieldErrors complete() {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                errors.add(FieldError.shown(field), "There is no such field.");
            }
        });
        return errors;
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    }
}
