package io.orgkeys.keycloak.jpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.keycloak.compatibility.CompatibilityMetadataProvider;
import org.keycloak.compatibility.CompatibilityResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyCompatibilityMetadataProviderTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");

    private final CompatibilityMetadataProvider provider = new ApiKeyCompatibilityMetadataProvider();

    @Test
    void isRegisteredAsAService() {
        assertThat(ServiceLoader.load(CompatibilityMetadataProvider.class))
                .hasAtLeastOneElementOfType(ApiKeyCompatibilityMetadataProvider.class);
    }

    @Test
    void schemaIsTheLastChangeSet() throws IOException {
        List<String> files = found(
                "<include file=\"([^\"]+)\"",
                RESOURCES.resolve(new ApiKeyEntityProviderFactory().getChangelogLocation()));
        List<String> changeSets =
                found("<changeSet [^>]*\\bid=\"([^\"]+)\"", RESOURCES.resolve(files.get(files.size() - 1)));
        assertThat(changeSets.get(changeSets.size() - 1)).isEqualTo(ApiKeyCompatibilityMetadataProvider.SCHEMA);
    }

    @Test
    void anotherVersionWithTheSameTablesIsCompatible() {
        assertThat(exitCode(Map.of("version", "0.0.9"))).isEqualTo(CompatibilityResult.ExitCode.ROLLING.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "level"})
    void anotherSchemaOrLevelIsIncompatible(String attribute) {
        CompatibilityResult result = check(Map.of(attribute, "former"));
        assertThat(result.exitCode()).isEqualTo(CompatibilityResult.ExitCode.RECREATE.value());
        assertThat(result.errorMessage())
                .hasValueSatisfying(text ->
                        assertThat(text).contains("org-api-keys." + attribute + "' is incompatible: former -> "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "level"})
    void missingMetadataIsIncompatible(String attribute) {
        Map<String, String> other = new HashMap<>(provider.metadata());
        other.remove(attribute);
        assertThat(provider.isCompatible(other).exitCode()).isEqualTo(CompatibilityResult.ExitCode.RECREATE.value());
    }

    @Test
    void theProviderCanBeAddedInARollingUpdate() {
        assertThat(provider.isCompatible(Map.of()).exitCode()).isEqualTo(CompatibilityResult.ExitCode.ROLLING.value());
    }

    private int exitCode(Map<String, String> changes) {
        return check(changes).exitCode();
    }

    private CompatibilityResult check(Map<String, String> changes) {
        Map<String, String> other = new HashMap<>(provider.metadata());
        other.putAll(changes);
        return provider.isCompatible(other);
    }

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
