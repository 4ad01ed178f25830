package io.orgkeys.keycloak.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenApiDocumentTest {

    private static final JsonNode DOCUMENT = OpenApiDocument.create();

    @Test
    void everyReferenceHasATarget() {
        List<String> references = DOCUMENT.findValuesAsText("$ref");
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(reference).startsWith("#/");
            assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void operationsHaveUniqueNamesAndThePathParameters() {
        Set<String> names = new HashSet<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    JsonNode operation = method.getValue();
                    assertThat(names.add(operation.path("operationId").asText()))
                            .as(operation.path("operationId").asText())
                            .isTrue();
                    List<String> declared = new ArrayList<>();
                    operation.path("parameters").forEach(parameter -> {
                        if (parameter.path("in").asText().equals("path")) {
                            declared.add(parameter.path("name").asText());
                        }
                    });
                    assertThat(declared).as(path.getKey()).containsExactlyElementsOf(placeholders(path.getKey()));
                }));
        assertThat(names).contains("createKey", "verifyGet", "rotateSelf");
    }

    @Test
    void everySchemaIsValid() {
        JsonNode metaSchema = DOCUMENT.path("components").path("schemas");
        assertThat(metaSchema).isNotEmpty();
        metaSchema
                .properties()
                .forEach(schema -> assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(com.networknt.schema.SchemaLocation.of(
                                        "https://json-schema.org/draft/2020-12/schema"))
                                .validate(schema.getValue()))
                        .as(schema.getKey())
                        .isEmpty());
    }

    @Test
    void everyResponseIsDescribed() {
        List<JsonNode> responses = DOCUMENT.findValues("responses");
        assertThat(responses).isNotEmpty();
        responses.forEach(all -> all.properties()
                .forEach(response -> assertThat(
                                response.getValue().path("description").asText())
                        .as(response.toString())
                        .isNotBlank()
                        .isNotEqualTo("null")));
    }

    /**
     * A generated client that changes one field must not send other fields. But client generators set some fields to an
     * initial value, which the client would then send: an empty value if the field is a list or map that cannot be
     * null, and the default if the field has a default.
     */
    @Test
    void aChangeHasNoFieldThatAGeneratedClientWouldFillIn() {
        for (String name : List.of("KeyUpdate", "SettingsUpdate", "ResourceUpdate", "Rotation")) {
            JsonNode schema = DOCUMENT.at("/components/schemas/" + name);
            assertThat(schema.path("properties").properties()).as(name).isNotEmpty();
            assertThat(schema.has("required")).as(name).isFalse();
            schema.path("properties").properties().forEach(property -> {
                JsonNode value = resolved(property.getValue());
                String field = name + "." + property.getKey();
                assertThat(value.has("default")).as(field).isFalse();
                boolean map = value.has("additionalProperties") && !value.has("properties");
                if (value.has("items") || map) {
                    assertThat(value.path("type"))
                            .as("%s may be null", field)
                            .anyMatch(type -> type.asText().equals("null"));
                }
            });
        }
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? DOCUMENT.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static List<String> placeholders(String path) {
        List<String> all = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\{(\\w+)}").matcher(path);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }
}
