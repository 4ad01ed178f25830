package io.orgkeys.keycloak.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AttributesTest {

    private final FieldErrors errors = new FieldErrors();

    @Test
    void sortsNamesAndKeepsTheOrderOfValues() {
        Attributes attributes = Attributes.of(Map.of("b", List.of("2", "1", "2"), "a", List.of("x"), "c", List.of()));
        assertThat(attributes.toMap()).hasToString("{a=[x], b=[2, 1]}");
        assertThat(attributes.values("b")).containsExactly("2", "1");
        assertThat(attributes.values("c")).isEmpty();
        assertThat(Attributes.of(Map.of("c", List.of()))).isSameAs(Attributes.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "two words, two+words",
        "a&b=c, a%26b%3Dc",
        "100 %, 100+%25",
        "ü鍵, %C3%BC%E9%8D%B5",
        "'a\r\nX-Auth-Subject: root', a%0D%0AX-Auth-Subject%3A+root",
    })
    void encodesValuesAsVisibleAscii(String value, String encoded) {
        String text = value.replace("\\r", "\r").replace("\\n", "\n");
        assertThat(Attributes.of(Map.of("a.b-c_d", List.of(text))).toForm()).isEqualTo("a.b-c_d=" + encoded);
    }

    @ParameterizedTest
    @CsvSource({
        "99, a=1&a=2&b=3&c=4",
        "15, a=1&a=2&b=3&c=4",
        "14, a=1&a=2&b=3",
        "11, a=1&a=2&b=3",
        "10, a=1&a=2",
        "7, a=1&a=2",
        "6, b=3",
        "2, ''",
        "0, ''",
        "-1, ''",
    })
    void keepsTheNamesOfWhichAllValuesFit(int room, String fitting) {
        assertThat(Attributes.of(Map.of("a", List.of("1", "2"), "b", List.of("3"), "c", List.of("4")))
                        .toForm(room, Set.of()))
                .isEqualTo(fitting);
    }

    @ParameterizedTest
    @CsvSource({"99, a=1&b=2&c=3&d=4", "15, a=1&b=2&c=3&d=4", "14, a=1&b=2&d=4", "10, a=1&d=4", "6, d=4"})
    void leavesTheRestOfTheRoomToTheLastNames(int room, String fitting) {
        Attributes attributes =
                Attributes.of(Map.of("a", List.of("1"), "b", List.of("2"), "c", List.of("3"), "d", List.of("4")));
        assertThat(attributes.toForm(room, Set.of("a", "b", "c"))).isEqualTo(fitting);
    }

    @Test
    void findsTheNamesThatChanged() {
        Attributes former =
                Attributes.of(Map.of("same", List.of("1", "2"), "order", List.of("1", "2"), "old", List.of("1")));
        Attributes changed =
                Attributes.of(Map.of("same", List.of("1", "2"), "order", List.of("2", "1"), "new", List.of("1")));
        assertThat(changed.namesChangedFrom(former)).containsExactly("new", "old", "order");
        assertThat(former.namesChangedFrom(former)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Plan", "external.id-1_x"})
    void acceptsNames(String name) {
        assertThat(Attributes.parse(Map.of(name, List.of(" v ")), "attributes", errors)
                        .values(name))
                .containsExactly("v");
        errors.throwIfAny();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "_a", "a b", "a:b", "ä", "a\n", "Wa%n"})
    void refusesOtherNames(String name) {
        Attributes.parse(Map.of(name, List.of("v")), "attributes", errors);
        assertThat(fields()).containsExactly("attributes." + FieldError.shown(name));
    }

    @Test
    void limitsNamesAndValues() {
        List<String> ten = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        Map<String, List<String>> twenty = new TreeMap<>();
        ten.forEach(number -> {
            twenty.put("a" + number, ten);
            twenty.put("b" + number, List.of(number));
        });
        twenty.put("a" + "0".repeat(63), twenty.remove("a0"));
        assertThat(Attributes.parse(twenty, "attributes", errors).toMap()).hasSize(20);
        errors.throwIfAny();
        Attributes.parse(Map.of("a", Collections.nCopies(11, "v"), "b".repeat(65), List.of("v")), "attributes", errors);
        assertThat(fields()).containsExactlyInAnyOrder("attributes.a", "attributes." + "b".repeat(12) + "...");
        twenty.put("c", List.of("v"));
        Attributes.parse(twenty, "map", errors);
        assertThat(fields()).hasSize(3).contains("map");
    }

    private List<String> fields() {
        return catchThrowableOfType(InvalidInputException.class, errors::throwIfAny).errors().stream()
                .map(FieldError::field)
                .toList();
    }
}
