package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

/** Compares answers with the OpenAPI description in the jar, and records which responses have been compared. */
final class Description {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The examples of fields whose value must fit the realm, by the name of the field. */
    private static final Map<String, String> EXAMPLES = Map.of(
            "type", "\"bot\"",
            "organizationId", "\"{organizationId}\"",
            "userId", "\"{userId}\"",
            "id", "\"{id}\"",
            "ids", "[\"{id}\"]",
            "secret", "\"{secret}\"",
            "sha256", "\"{sha256}\"");

    private final JsonNode document;
    private final Map<String, JsonNode> operations = new TreeMap<>();
    private final Set<String> unseen = new TreeSet<>();

    Description() {
        try (JarFile jar = new JarFile(System.getProperty("orgkeys.jar", ""));
                InputStream entry = jar.getInputStream(jar.getEntry("META-INF/org-api-keys/openapi.json"))) {
            document = MAPPER.readTree(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (JsonNode path : document.path("paths")) {
            for (JsonNode operation : path) {
                operations.put(operation.path("operationId").asText(), operation);
                unseen.add(operation.path("operationId").asText() + " " + successStatus(operation));
            }
        }
    }

    /** Returns all operations in the order of the description. */
    List<DescribedOperation> operations() {
        List<DescribedOperation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                all.add(described(path.getKey(), operation.getKey(), operation.getValue()))));
        return all;
    }

    private DescribedOperation described(String path, String method, JsonNode operation) {
        Set<Integer> statuses = new TreeSet<>();
        operation.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText());
            }
        }
        JsonNode body = resolved(operation.at("/requestBody/content/application~1json/schema"));
        List<String> fields = new ArrayList<>();
        body.path("properties").fieldNames().forEachRemaining(fields::add);
        List<String> needed = new ArrayList<>();
        body.path("required").forEach(name -> needed.add(name.asText()));
        return new DescribedOperation(
                operation.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                query,
                fields,
                needed,
                body.isMissingNode() ? "" : example("", body),
                statuses);
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    /** Returns an example of a value in JSON, with the required fields. */
    private String example(String name, JsonNode unresolved) {
        String known = EXAMPLES.get(name);
        if (known != null) {
            return known;
        }
        JsonNode schema = resolved(unresolved);
        if (schema.has("enum")) {
            return schema.path("enum").path(0).toString();
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return "null"; // the other type
        }
        return switch (type.asText()) {
            case "boolean" -> "true";
            case "integer" -> "1";
            case "array" -> "[" + example("", schema.path("items")) + "]";
            case "object" -> {
                List<String> fields = new ArrayList<>();
                schema.path("required")
                        .forEach(field -> fields.add(field + ":"
                                + example(
                                        field.asText(),
                                        schema.path("properties").path(field.asText()))));
                yield "{" + String.join(",", fields) + "}";
            }
            default -> "\"Example\"";
        };
    }

    /** Returns the success responses that have not been compared yet, each as its operationId and status. */
    Set<String> unseen() {
        return unseen;
    }

    /** Asserts that the answer matches the description of this operation, and returns the answer. */
    Answer expect(String operationId, int status, Answer answer) {
        answer.expect(status);
        JsonNode operation = operations.get(operationId);
        if (operation == null) {
            throw new AssertionError("No such operation: " + operationId);
        }
        JsonNode described = operation.path("responses").path(Integer.toString(status));
        if (described.isMissingNode()) {
            throw new AssertionError(operationId + " does not document the status " + status);
        }
        for (Map.Entry<String, JsonNode> header : described.path("headers").properties()) {
            if (answer.headers().firstValue(header.getKey()).isEmpty()) {
                throw new AssertionError(operationId + " " + status + " has no header " + header.getKey());
            }
        }
        JsonNode content = described.path("content");
        if (content.isEmpty()) {
            // a 401 may come from Keycloak itself, so the description says nothing about its body
            if (!answer.body().isEmpty() && status != 401) {
                throw new AssertionError(operationId + " " + status + " is described without a body: " + answer.body());
            }
        } else {
            String type = content.fieldNames().next();
            if (!answer.header("Content-Type").replaceFirst(";.*", "").equals(type)) {
                throw new AssertionError(operationId + " " + status + " has type " + answer.header("Content-Type"));
            }
            validate(operationId + " " + status, content.path(type).path("schema"), answer.json());
        }
        unseen.remove(operationId + " " + status);
        return answer;
    }

    private void validate(String what, JsonNode schema, JsonNode body) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        Set<ValidationMessage> wrong = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        whole,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build())
                .validate(body);
        if (!wrong.isEmpty()) {
            throw new AssertionError(what + " does not match the description: " + wrong + " in " + body);
        }
    }

    private static int successStatus(JsonNode operation) {
        for (String status : (Iterable<String>) operation.path("responses")::fieldNames) {
            if (status.startsWith("2")) {
                return Integer.parseInt(status);
            }
        }
        throw new AssertionError("No success response: " + operation);
    }
}
