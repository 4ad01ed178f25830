package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StorableCharactersTest {

    private static final String KEY = "\ud83d\udd11";
    private static final String UMLAUTS = "Gr\u00fc\u00dfe";
    private static final String CHINESE = "\u5bc6\u94a5";

    @Test
    void acceptsEverythingWithUnicodeAndUnknownCharacterSets() {
        for (StorableCharacters all : List.of(
                StorableCharacters.ALL,
                StorableCharacters.of(Set.of("utf8mb4")),
                StorableCharacters.of(Set.of("utf16", "utf32", "binary", "a_set_of_tomorrow")))) {
            assertThat(all.accept(KEY)).isTrue();
            assertThat(all.accept("")).isTrue();
            assertThat(all.replaceUnstorable(KEY)).isEqualTo(KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8", "utf8mb3", "ucs2"})
    void refusesEmojiWithThreeByteCharacterSets(String characterSet) {
        StorableCharacters some = StorableCharacters.of(Set.of("utf8mb4", characterSet));
        assertThat(some.accept("CI " + KEY)).isFalse();
        assertThat(some.accept(CHINESE)).isTrue();
        assertThat(some.replaceUnstorable("CI " + KEY + "!")).isEqualTo("CI ?!");
    }

    @Test
    void acceptsOnlyTheCharactersOfAnOlderCharacterSet() {
        StorableCharacters latin = StorableCharacters.of(Set.of("latin1"));
        assertThat(latin.accept(UMLAUTS)).isTrue();
        assertThat(latin.accept(CHINESE)).isFalse();
        assertThat(latin.accept(KEY)).isFalse();
        assertThat(StorableCharacters.of(Set.of("ascii")).accept(UMLAUTS)).isFalse();
    }
}
