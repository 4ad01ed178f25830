package io.orgkeys.keycloak.model;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PermissionTest {

    private static final String LONGEST = "a".repeat(64);

    @Test
    void isWrittenAsAScopeToken() {
        assertThat(new Permission("stats", "read").scope()).isEqualTo("stats:read");
        assertThat(new Permission("stats", "read")).hasToString("stats:read");
    }

    @Test
    void isReadFromAScopeToken() {
        assertThat(Permission.parse("stats:read")).contains(new Permission("stats", "read"));
        assertThat(Permission.parse("a.b_c-9:X")).contains(new Permission("a.b_c-9", "X"));
        assertThat(Permission.parse(LONGEST + ":" + LONGEST)).contains(new Permission(LONGEST, LONGEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "stats",
                "stats:",
                ":read",
                "stats:read:",
                "stats:read:all",
                " stats:read",
                "stats:read ",
                "stats:read\n",
                "stats: read",
                "stats:*",
                "*:read",
                "1stats:read",
                "stats:.read",
                "st/ats:read",
                "st\u00e4ts:read",
                "stats%3Aread"
            })
    void refusesAnythingElse(String text) {
        assertThat(Permission.parse(text)).isEmpty();
    }

    @Test
    void refusesANameOfMoreThan64Characters() {
        assertThat(Permission.parse(LONGEST + "a:read")).isEmpty();
        assertThat(Permission.parse("stats:" + LONGEST + "a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Z9", "a.b_c-9", "9a", ".a", "a b", "a:b", "a\n", "\u00e4", "a\u00e4"})
    void theDocumentedPatternMatchesTheRuleForNames(String text) {
        for (String name : List.of(text, text + LONGEST.substring(1), text + LONGEST)) {
            assertThat(name.matches(Permission.NAME)).as(name).isEqualTo(Permission.isName(name));
        }
    }

    @Test
    void upperAndLowerCaseAreDifferent() {
        assertThat(Permission.parse("Stats:read")).isNotEqualTo(Permission.parse("stats:read"));
    }

    @Test
    void isSortedByResourceThenByAction() {
        Permission filesRead = new Permission("files", "read");
        Permission statsCreate = new Permission("stats", "create");
        Permission statsRead = new Permission("stats", "read");
        assertThat(List.of(statsRead, filesRead, statsCreate).stream().sorted())
                .containsExactly(filesRead, statsCreate, statsRead);
    }
}
