package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the information about our providers that the admin console shows. */
class ServerInfoIT {

    private static final JsonNode PROVIDERS = Http.get(TestServer.url("/admin/serverinfo"))
            .bearer(TestServer.adminToken())
            .expect(200)
            .json()
            .get("providers");

    @Test
    void showsTheVersionAndTheEffectiveOptions() throws IOException {
        String version = version();
        Map<String, String> store = operationalInfo("api-key-store", "jpa");
        // the server counts the secrets once an hour; the number includes secrets that other tests created on this
        // server
        assertThat(store.remove("secrets")).matches("none \\d+");
        assertThat(store).isEqualTo(Map.of("version", version, "peppers", "none", "pepper-<id>", "not set"));
        assertThat(operationalInfo("api-key-store", "cache"))
                .isEqualTo(Map.of(
                        "version", version,
                        "max-entries", "50000",
                        "lifespan", "30",
                        "concurrent-lookups", "8",
                        "unknown-lookups-per-second", "200"));
        // in the next two checks, one option of the provider is set for the tests; the other options have their
        // defaults
        assertThat(operationalInfo("api-key-limits", "default"))
                .isEqualTo(Map.of(
                        "version", version,
                        "unknown-at-once", "100",
                        "unknown-per-second", "10",
                        "refused-per-minute", "60",
                        "self-rotations-at-once", String.valueOf(TestServer.SELF_ROTATIONS),
                        "self-rotations-per-hour", "60",
                        "max-entries", "10000"));
        assertThat(operationalInfo("api-key-usage", "default"))
                .isEqualTo(Map.of("version", version, "interval", "1", "max-entries", "100000", "retention", "90"));
        assertThat(operationalInfo("theme", "org-api-keys"))
                .containsEntry("version", version)
                .containsEntry("pages", "true")
                .containsOnlyKeys("version", "pages", "shown");
    }

    private static Map<String, String> operationalInfo(String spi, String provider) {
        return new ObjectMapper()
                .convertValue(
                        PROVIDERS.at("/" + spi + "/providers/" + provider + "/operationalInfo"),
                        new TypeReference<Map<String, String>>() {});
    }

    private static String version() throws IOException {
        try (JarFile jar =
                new JarFile(Path.of(System.getProperty("orgkeys.jar", "")).toFile())) {
            String version = jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            assertThat(version).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
            return version;
        }
    }
}
