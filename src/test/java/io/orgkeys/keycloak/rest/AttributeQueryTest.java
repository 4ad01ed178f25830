package io.orgkeys.keycloak.rest;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.orgkeys.keycloak.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AttributeQueryTest {

    private final QueryValues values = new QueryValues();

    @Test
    void readsTheSyntaxOfKeycloak() {
        assertThat(read("plan:pro")).isEqualTo(Map.of("plan", "pro"));
        assertThat(read("  plan:pro   region:\"eu west\" \"a\":b "))
                .isEqualTo(Map.of("plan", "pro", "region", "eu west", "a", "b"));
        assertThat(read("url:https://example.com?a=b note:\"a:b c:d\""))
                .isEqualTo(Map.of("url", "https://example.com?a=b", "note", "a:b c:d"));
        assertThat(read("quote:\"say \\\"hi\\\"\" path:c:\\temp size:5\""))
                .isEqualTo(Map.of("quote", "say \"hi\"", "path", "c:\\temp", "size", "5\""));
        assertThat(read("name:Grüße鍵 percent:100% under:a_b"))
                .isEqualTo(Map.of("name", "Grüße鍵", "percent", "100%", "under", "a_b"));
        assertThat(read(null)).isEmpty();
        assertThat(read(" ")).isEmpty();
    }

    @Test
    void readsLongValues() {
        String value = "\\\"x".repeat(2_000);
        assertThat(read("a:\"" + value + "\"")).isEqualTo(Map.of("a", "\"x".repeat(2_000)));
        assertThat(read("a:" + "x".repeat(8_000))).hasSize(1);
    }

    /** Keycloak's parser would ignore most of these, and the list would have too many keys. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan",
                "plan:",
                ":pro",
                "plan:\"\"",
                "plan: pro",
                "plan:pro region",
                "plan:\"pro",
                "plan:\"pro\"x",
                "plan:pro plan:free",
                "1:pro",
                "pl an:pro",
                "plan:a\\\\b",
                "plan:a\\",
                "plan:\"a\\",
                "plan:\"a\\\"",
                "plan:a\nb",
                "plan:\uD800"
            })
    void refusesWhatKeycloakWouldNotReadCompletely(String q) {
        read(q);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> values.errors().throwIfAny())
                .satisfies(invalid -> assertThat(invalid.errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("q")));
    }

    @Test
    void limitsTheNumberOfAttributes() {
        assertThat(read(attributes(20))).hasSize(20);
        assertThat(read(attributes(21))).isEmpty();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> values.errors().throwIfAny());
    }

    private static String attributes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + ":v").collect(Collectors.joining(" "));
    }

    private Map<String, String> read(@Nullable String q) {
        return AttributeQuery.read(values, q);
    }
}
