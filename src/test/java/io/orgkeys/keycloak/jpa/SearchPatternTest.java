package io.orgkeys.keycloak.jpa;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SearchPatternTest {

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                // starts with
                "ci, ci%",
                "ci*, ci%",
                "CI Build, ci build%",
                "'  ci  ', ci%",
                "GRÜSSE, grüsse%",
                // contains
                "*ci*, %ci%",
                "*ci, %ci%",
                "c*i, c%i%",
                "*, %",
                // equals
                "\"ci\", ci",
                "\"CI*\", ci*",
                "\"\", ''",
                "\", \"%",
                // SQL wildcards are escaped
                "100%, 100\\%%",
                "100%*, 100\\%%",
                "a_b, a\\_b%",
                "a\\b, a\\\\b%",
                "\"100%\", 100\\%",
                "\"a_b\\\", a\\_b\\\\",
                "a[b, a[b%",
            })
    void convertsASearchTextToAnSqlPattern(String search, String pattern) {
        assertThat(SearchPattern.of(search, false)).isEqualTo(pattern);
    }

    @Test
    void escapesTheBracketForSqlServer() {
        assertThat(SearchPattern.of("Prod [eu] 100%", true)).isEqualTo("prod \\[eu] 100\\%%");
        assertThat(SearchPattern.of("\"[a\"", true)).isEqualTo("\\[a");
    }
}
