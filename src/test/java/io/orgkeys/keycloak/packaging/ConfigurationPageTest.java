package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that {@code docs/configuration.md} lists exactly the options that the factories declare. */
class ConfigurationPageTest {

    private static final Path SERVICES = Path.of("src", "main", "resources", "META-INF", "services");
    private static final Path PAGE = Path.of("docs", "configuration.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(spi-[^`]+)` \\| ([^|]+) \\| ([^|]+) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern RANGE = Pattern.compile(" From (\\d+) to (\\d+)\\.$");

    /**
     * Keycloak adds an option {@code enabled} to every provider. The page lists it only for the three providers that can
     * be disabled.
     */
    private static final List<String> ENABLED_OPTIONS = List.of(
            "spi-api-key-store--cache--enabled",
            "spi-api-key-limits--default--enabled",
            "spi-api-key-feed--default--enabled");

    /** The columns "type" and "default" of a row. */
    private record Option(String type, String byDefault) {}

    @Test
    void thePageListsEveryOptionWithItsTypeRangeAndDefault() throws IOException, ReflectiveOperationException {
        Map<String, Option> declared = declared();
        assertThat(declared).hasSizeGreaterThan(7);
        ENABLED_OPTIONS.forEach(name -> declared.put(name, new Option("boolean", "true")));
        assertThat(documented()).isEqualTo(declared);
    }

    private static Map<String, Option> documented() throws IOException {
        Map<String, Option> documented = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            assertThat(documented.put(row.group(1), new Option(row.group(2), row.group(3))))
                    .as("%s is listed once", row.group(1))
                    .isNull();
        }
        return documented;
    }

    @SuppressWarnings("rawtypes") // a class literal has no type parameters
    private static Map<String, Option> declared() throws IOException, ReflectiveOperationException {
        Map<String, String> spis = new TreeMap<>();
        ServiceLoader.load(Spi.class)
                .forEach(spi -> spis.put(spi.getProviderFactoryClass().getName(), spi.getName()));
        Map<String, Option> declared = new TreeMap<>();
        try (Stream<Path> services = Files.list(SERVICES)) {
            for (Path service : services.toList()) {
                String spi = spis.get(service.getFileName().toString());
                if (spi != null) {
                    for (String factory : Files.readAllLines(service)) {
                        Class<? extends ProviderFactory> type =
                                Class.forName(factory).asSubclass(ProviderFactory.class);
                        declare(spi, type.getConstructor().newInstance(), declared);
                    }
                }
            }
        }
        return declared;
    }

    private static void declare(String spi, ProviderFactory<?> factory, Map<String, Option> declared) {
        for (ProviderConfigProperty property : factory.getConfigMetadata()) {
            declared.put(
                    "spi-" + spi + "--" + factory.getId() + "--" + property.getName(),
                    new Option(
                            type(property),
                            Objects.requireNonNullElse(property.getDefaultValue(), "not set")
                                    .toString()));
        }
    }

    private static String type(ProviderConfigProperty property) {
        return RANGE.matcher(property.getHelpText())
                .results()
                .findFirst()
                .map(range -> "number, " + range.group(1) + " to " + range.group(2))
                .orElse(property.getType());
    }
}
