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
    void everyReferenceLeadsSomewhere() {
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
    void operationsHaveNamesOfTheirOwnAndTheirPathsParameters() {
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
    void everySchemaIsOne() {
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

    private static List<String> placeholders(String path) {
        List<String> all = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\{(\\w+)}").matcher(path);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }
}
