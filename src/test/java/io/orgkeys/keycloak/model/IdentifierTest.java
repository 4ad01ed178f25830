package io.orgkeys.keycloak.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IdentifierTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "25beeba3-2f1d-4d62-84e8-b56e3f6be85b",
                "f:25beeba3-2f1d-4d62-84e8-b56e3f6be85b:j\u00f6rg",
                "f:25beeba3-2f1d-4d62-84e8-b56e3f6be85b:\ud83d\udd11",
                "a",
                "' or 1=1"
            })
    void acceptsAnythingThatCouldBeAnId(String id) {
        assertThat(Identifier.isPlausible(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "a\0b", "a\nb", "\u0085", "\ud83d", "a\udd11b", "\ud83d\ud83d\udd11", "a\ud83d"})
    void refusesCharactersThatNoDatabaseStores(String id) {
        assertThat(Identifier.isPlausible(id)).isFalse();
    }

    @Test
    void anIdHasAtMost255Characters() {
        assertThat(Identifier.isPlausible("a".repeat(255))).isTrue();
        assertThat(Identifier.isPlausible("a".repeat(256))).isFalse();
    }
}
