package io.orgkeys.keycloak.secret;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ImportedPrefixesTest {

    private static final String SECRET = "sk_live_0123456789abcdef!+/=";

    private final ImportedPrefixes prefixes = new ImportedPrefixes(Set.of("sk_live_", "H0P-"));

    @Test
    void parsesATextWithAPrefixAsASecret() {
        assertThat(prefixes.parse(SECRET)).hasValueSatisfying(secret -> {
            assertThat(secret.reveal()).isEqualTo(SECRET);
            assertThat(secret.digest().lastFour()).isEqualTo("!+/=");
            assertThat(secret.toString()).doesNotContain("0123456789");
        });
        assertThat(prefixes.parse("H0P-" + "x".repeat(20))).isPresent();
        assertThat(prefixes.parse("H0P-" + "x".repeat(508))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk_live_",
                "sk_live_0123456789abcde",
                "SK_LIVE_0123456789abcdef",
                " sk_live_0123456789abcdef",
                "sk_live_0123456789abcdef\n",
                "sk_live_0123456789 abcdef",
                "sk_live_0123456789abcdef\u00e4",
                "sk_live_0123456789abcdef\u007f",
                "sk_test_0123456789abcdef",
                "H0P_0123456789abcdef0123"
            })
    void refusesAnythingElse(String text) {
        assertThat(prefixes.parse(text)).isEmpty();
    }

    @Test
    void refusesATextThatIsTooLong() {
        assertThat(prefixes.parse("H0P-" + "x".repeat(509))).isEmpty();
    }

    @Test
    void refusesEverythingWithoutPrefixes() {
        assertThat(ImportedPrefixes.NONE.parse(SECRET)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_", "sk_live_", "H0P-", "a.b", "0123456789abcdef0123456789abcdef"})
    void aPrefixIsThreeToThirtyTwoPlainCharacters(String text) {
        assertThat(text).matches(ImportedPrefixes.PREFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "a b", "a:b", "äbc", "0123456789abcdef0123456789abcdef0"})
    void refusesAnyOtherPrefix(String text) {
        assertThat(text).doesNotMatch(ImportedPrefixes.PREFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eyJ", "eyJh", "eyJhbGciOiJSUzI1NiJ9"})
    void refusesTheBeginningOfAJwtAsAPrefix(String text) {
        assertThat(text).doesNotMatch(ImportedPrefixes.PREFIX);
    }
}
