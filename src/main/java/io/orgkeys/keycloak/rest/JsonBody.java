package io.orgkeys.keycloak.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.InvalidInputException;

/**
 * A JSON object in a request. Refuses duplicate names, deep nesting and large bodies. Error messages never contain text
 * of the body, because the body may contain a secret.
 */
public record JsonBody(ObjectNode object) {

    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final int MAXIMUM_DEPTH = 8;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAXIMUM_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads the whole body.
     *
     * @throws InvalidInputException if it is not a single JSON object, or is too large
     */
    public static JsonBody read(InputStream body) {
        return read(body, MAXIMUM_BYTES);
    }

    /**
     * Reads the whole body.
     *
     * @throws InvalidInputException if it is not a single JSON object, or is larger than {@code maximumBytes}
     */
    public static JsonBody read(InputStream body, int maximumBytes) {
        return of(bytes(body, maximumBytes));
    }

    /** Reads a body that may be missing. A missing body counts as an empty object. */
    public static JsonBody readOptional(InputStream body) {
        byte[] bytes = bytes(body, MAXIMUM_BYTES);
        return bytes.length == 0 ? new JsonBody(MAPPER.createObjectNode()) : of(bytes);
    }

    /**
     * Reads the whole body.
     *
     * @param maximum in bytes, a multiple of 1,024
     * @throws InvalidInputException if the body is larger
     */
    public static byte[] bytes(InputStream body, int maximum) {
        try {
            byte[] bytes = body.readNBytes(maximum + 1);
            if (bytes.length > maximum) {
                throw invalid(FieldErrorCode.BODY_TOO_LARGE, maximum / 1024);
            }
            return bytes;
        } catch (IOException e) {
            throw invalid(FieldErrorCode.BODY_NOT_READ);
        }
    }

    /**
     * Reads a JSON list and returns its objects. Ignores other elements.
     *
     * @throws InvalidInputException if the body is not a JSON list, or has more than {@code most} elements
     */
    public static List<JsonBody> list(byte[] body, int most) {
        JsonNode node = tree(body);
        if (!node.isArray() || node.size() > most) {
            throw invalid(FieldErrorCode.NOT_OBJECT_LIST, most);
        }
        List<JsonBody> objects = new ArrayList<>();
        for (JsonNode element : node) {
            if (element instanceof ObjectNode object) {
                objects.add(new JsonBody(object));
            }
        }
        return objects;
    }

    /** Binds the object to a record: see {@link Body}. */
    public <T extends Record> Body<T> bind(Class<T> type) {
        return Body.of(object, type);
    }

    private static JsonBody of(byte[] body) {
        if (tree(body) instanceof ObjectNode object) {
            return new JsonBody(object);
        }
        throw invalid(FieldErrorCode.NOT_OBJECT);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (StreamConstraintsException e) {
            throw invalid(FieldErrorCode.BODY_TOO_COMPLEX, MAXIMUM_DEPTH);
        } catch (JsonProcessingException e) {
            // report only the position of the error, because the text may contain a secret
            JsonLocation location = Objects.requireNonNull(e.getLocation(), "The parser has a location");
            throw invalid(FieldErrorCode.BODY_NOT_JSON, location.getLineNr(), location.getColumnNr());
        } catch (IOException e) {
            throw invalid(FieldErrorCode.BODY_NOT_READ);
        }
    }

    private static InvalidInputException invalid(FieldErrorCode code, Object... params) {
        return new InvalidInputException("body", code, params);
    }
}
