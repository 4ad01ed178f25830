package io.orgkeys.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON into unmodifiable maps and lists, strings, booleans, {@code Long}, {@code Double} and null. A member that
 * is null differs from a missing member.
 */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Otherwise, two programs could read different values from the same answer
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int MAXIMUM_DEPTH = 32;

    private Json() {}

    /** Returns the object, or null if the bytes are not exactly one JSON object. */
    static @Nullable Map<String, @Nullable Object> object(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, @Nullable Object> object = object(parser, 1);
            return parser.nextToken() == null ? object : null;
        } catch (IOException malformed) {
            return null;
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser, int depth) throws IOException {
        Map<String, @Nullable Object> object = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser, depth));
        }
        // The copy needs a fifth of the memory of the other map, and a cache has many of them
        return object.containsValue(null) ? Collections.unmodifiableMap(object) : Map.copyOf(object);
    }

    private static List<@Nullable Object> list(JsonParser parser, int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, depth));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
        if (depth > MAXIMUM_DEPTH) {
            throw new IOException("nested too deeply");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("truncated");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, depth + 1);
            case START_ARRAY -> list(parser, depth + 1);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("malformed");
        };
    }

    /** Writes a text as a JSON string. */
    static void writeString(String text, StringBuilder json) {
        json.append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(text))
                .append('"');
    }
}
