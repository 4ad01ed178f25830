package io.orgkeys.keycloak.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that somebody sent, read field by field. Gathers everything that is wrong, unknown fields included, and
 * tells it at the end: {@link #finish()}.
 */
public final class JsonBody {

    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final int MAXIMUM_DEPTH = 8;
    private static final String BODY = "body";

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAXIMUM_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode object;
    private final FieldErrors errors = new FieldErrors();
    private final Set<String> known = new HashSet<>();

    private JsonBody(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads the whole body.
     *
     * @throws InvalidInputException when it is no JSON object, or too large
     */
    public static JsonBody read(InputStream body) {
        return read(body, MAXIMUM_BYTES);
    }

    /**
     * Reads the whole body.
     *
     * @param maximumBytes a multiple of 1,024
     * @throws InvalidInputException when it is no JSON object, or larger than that
     */
    public static JsonBody read(InputStream body, int maximumBytes) {
        try {
            byte[] bytes = body.readNBytes(maximumBytes + 1);
            if (bytes.length > maximumBytes) {
                throw new InvalidInputException(BODY, "Must not be larger than " + maximumBytes / 1024 + " KiB.");
            }
            if (tree(bytes) instanceof ObjectNode object) {
                return new JsonBody(object);
            }
            throw new InvalidInputException(BODY, "Must be a JSON object, such as {\"name\":\"CI\"}.");
        } catch (IOException e) {
            throw new InvalidInputException(BODY, "Could not be read whole.");
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (StreamConstraintsException e) {
            throw new InvalidInputException(
                    BODY,
                    "Is nested more than " + MAXIMUM_DEPTH + " deep, or has a number or a name that is too long.");
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(BODY, "Is not valid JSON" + where(e) + ".");
        } catch (IOException e) {
            throw new InvalidInputException(BODY, "Could not be read whole.");
        }
    }

    /**
     * Those elements of a JSON list that are objects; others are left out.
     *
     * @param body the whole body
     * @throws InvalidInputException when it is no JSON list, or longer than {@code most}
     */
    public static List<JsonBody> list(byte[] body, int most) {
        JsonNode node = tree(body);
        if (!node.isArray() || node.size() > most) {
            throw new InvalidInputException(BODY, "Must be a JSON list of at most " + most + " objects.");
        }
        List<JsonBody> objects = new ArrayList<>();
        for (JsonNode element : node) {
            if (element instanceof ObjectNode one) {
                objects.add(new JsonBody(one));
            }
        }
        return objects;
    }

    /** Reads a body that may be missing: then all fields are. */
    public static JsonBody readOptional(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MAXIMUM_BYTES + 1);
            return bytes.length == 0 ? new JsonBody(MAPPER.createObjectNode()) : read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new InvalidInputException(BODY, "Could not be read whole.");
        }
    }

    /** Says where, but not what: the text may hold a secret. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    public FieldErrors errors() {
        return errors;
    }

    /** Whether the field is there, be it null. */
    public boolean has(String field) {
        return object.has(field);
    }

    /** Whether the field says something about this name: it is an object that has it, be it null, or null as a whole. */
    public boolean has(String field, String name) {
        JsonNode node = object.get(field);
        return node != null && (node.isNull() || node.has(name));
    }

    /** The text, or empty when the field is missing or null. */
    public Optional<String> text(String field) {
        return text(field, "");
    }

    /** The text, which may have line breaks, or empty when the field is missing or null. */
    public Optional<String> lines(String field) {
        return text(field, "\r\n");
    }

    /** A secret, which may have blanks around it that are no part of it. */
    public Optional<String> secret(String field) {
        return text(field, "\t\r\n");
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
            if (node.textValue().codePoints().anyMatch(JsonBody::isHalfPair)) {
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
    public String requiredText(String field) {
        return required(field, text(field));
    }

    /** The same for a {@link #secret}. */
    public String requiredSecret(String field) {
        return required(field, secret(field));
    }

    private String required(String field, Optional<String> text) {
        if (value(field).isEmpty()) {
            errors.add(field, "Is needed.");
        }
        return text.orElse("");
    }

    public Optional<Boolean> flag(String field) {
        return value(field).flatMap(node -> {
            if (node.isBoolean()) {
                return Optional.of(node.booleanValue());
            }
            errors.add(field, "Must be true or false.");
            return Optional.empty();
        });
    }

    /** A whole number. */
    public Optional<Long> number(String field) {
        return value(field).flatMap(node -> number(field, node));
    }

    private Optional<Long> number(String field, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(node.longValue());
        }
        errors.add(field, "Must be a whole number.");
        return Optional.empty();
    }

    /** A time such as {@code 2027-01-31T12:00:00Z}, in milliseconds as it is stored; null when the field is missing or null. */
    public @Nullable Instant instant(String field) {
        return text(field)
                .flatMap(text -> {
                    Optional<Instant> time = Timestamp.parse(text);
                    if (time.isEmpty()) {
                        errors.add(field, Timestamp.FORM);
                    }
                    return time;
                })
                .orElse(null);
    }

    /** Permissions in the form {@code {"stats":["read"]}}. */
    public Optional<Permissions> permissions(String field) {
        return value(field).map(node -> {
            Set<Permission> permissions = new TreeSet<>();
            entries(
                    field,
                    node,
                    (resource, actions) -> texts(field + "." + FieldError.shown(resource), actions)
                            .forEach(action -> permissions.add(new Permission(resource, action))));
            return Permissions.of(permissions);
        });
    }

    /**
     * A list of objects, each with fields and errors of its own; an error is noted, and nothing returned, when it is something
     * else, empty or longer than {@code most}.
     */
    public List<JsonBody> objects(String field, int most) {
        JsonNode node = value(field).orElse(MAPPER.createArrayNode());
        List<JsonBody> bodies = new ArrayList<>();
        for (JsonNode element : node) {
            if (element instanceof ObjectNode one) {
                bodies.add(new JsonBody(one));
            }
        }
        if (!node.isArray() || bodies.size() != node.size() || bodies.isEmpty() || bodies.size() > most) {
            errors.add(field, "Must be a list of 1 to " + most + " objects.");
            return List.of();
        }
        return bodies;
    }

    /** A list of objects as {@link #objects} reads it, but it may be missing or empty. */
    public Optional<List<JsonBody>> list(String field, int most) {
        return value(field).map(node -> node.isArray() && node.isEmpty() ? List.of() : objects(field, most));
    }

    /** A list of different strings. */
    public Optional<Set<String>> texts(String field) {
        return value(field).map(node -> texts(field, node));
    }

    /** A list of strings, as it was sent. */
    public Optional<List<String>> list(String field) {
        return value(field).map(node -> {
            List<String> texts = new ArrayList<>();
            texts(field, node, texts);
            return texts;
        });
    }

    /** An object whose values are lists of different strings. */
    public Map<String, Set<String>> textsByName(String field) {
        Map<String, Set<String>> all = new TreeMap<>();
        value(field)
                .ifPresent(node -> entries(
                        field,
                        node,
                        (name, value) -> all.put(name, texts(field + "." + FieldError.shown(name), value))));
        return all;
    }

    /** An object whose values are true or false, under these names only. */
    public Map<String, Boolean> flagsByName(String field, List<String> names) {
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
    public Map<String, Long> numbersByName(String field, List<String> names) {
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

    /** A field of a representation that was read before may be sent back, but not with another value. */
    public void unchanged(String field, @Nullable String current) {
        value(field)
                .filter(node -> !node.asText().equals(current))
                .ifPresent(node -> errors.add(field, "Cannot be changed."));
    }

    /** Fields that are computed may be sent back; they have no effect. */
    public void ignore(String... fields) {
        known.addAll(List.of(fields));
    }

    /** To be called after all fields were read: everything that is wrong so far, unknown fields included. */
    public FieldErrors complete() {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                errors.add(FieldError.shown(field), "There is no such field.");
            }
        });
        return errors;
    }

    /**
     * To be called after all fields were read.
     *
     * @throws InvalidInputException with everything that is wrong, unknown fields included
     */
    public void finish() {
        complete().throwIfAny();
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    }
}
