package io.orgkeys.keycloak.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BoundedJsonTest {

    private record Key(
            String name,
            Map<String, List<String>> permissions,
            Map<String, List<String>> effectivePermissions,
            List<String> allowedNetworks) {}

    @Test
    void doesNotChangeAKeyThatFits() {
        Key key = new Key("CI", permissions(100, "a"), permissions(100, "a"), List.of("192.0.2.0/24"));
        assertThat(BoundedJson.of(key)).isSameAs(key);
    }

    @Test
    void removesTheEffectivePermissionsFirst() {
        JsonNode json = bounded(new Key("CI", permissions(1_000, "a"), permissions(900, "a"), List.of("192.0.2.0/24")));
        assertThat(json.at("/truncated")).hasToString("[\"effectivePermissions\"]");
        assertThat(json.at("/permissions/resource")).hasSize(1_000);
        assertThat(json.has("effectivePermissions")).isFalse();
    }

    @Test
    void thenRemovesTheLargestList() {
        JsonNode json =
                bounded(new Key("CI", permissions(2_000, "a"), permissions(2_000, "a"), List.of("192.0.2.0/24")));
        assertThat(json.at("/truncated")).hasToString("[\"effectivePermissions\",\"permissions\"]");
        assertThat(json.at("/name").asText()).isEqualTo("CI");
        assertThat(json.at("/allowedNetworks")).hasSize(1);
    }

    /** The database column has a maximum size in bytes, and a character takes up to four bytes. */
    @Test
    void measuresTheSizeInBytes() {
        Key key = new Key("CI", permissions(700, "\u4e2d"), Map.of(), List.of());
        assertThat(JsonSerialization.mapper.valueToTree(key).toString().length())
                .isLessThan(BoundedJson.MAX_BYTES);
        assertThat(bounded(key).at("/truncated")).hasToString("[\"permissions\"]");
    }

    @Test
    void removesTextsLast() {
        JsonNode json = bounded(new Key("x".repeat(70_000), Map.of("stats", List.of("read")), Map.of(), List.of()));
        assertThat(json.has("name")).isFalse();
        assertThat(json.at("/truncated")).hasToString("[\"permissions\",\"name\"]");
    }

    private static JsonNode bounded(Key key) {
        JsonNode json = JsonSerialization.mapper.valueToTree(BoundedJson.of(key));
        assertThat(json.toString().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(BoundedJson.MAX_BYTES);
        return json;
    }

    /** Returns permissions whose actions have 36 characters each. */
    private static Map<String, List<String>> permissions(int count, String filler) {
        return Map.of(
                "resource",
                IntStream.range(0, count)
                        .mapToObj(i -> "%s%06d".formatted(filler.repeat(30), i))
                        .toList());
    }
}
