package io.orgkeys.keycloak.secret;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKeyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class SecretDetectorTest {

    private static final String SECRET = new ApiKeyGenerator(new SecureRandom())
            .generate("h0p", ApiKeyType.BOT)
            .reveal();

    @Test
    void findsASecretAnywhereInAText() {
        for (String text : List.of(
                SECRET,
                "https://example.com/blob/" + SECRET + "#L3",
                "https://example.com/?q=X" + SECRET + "abc",
                "key:" + SECRET.substring(0, SECRET.length() - 6),
                SECRET.substring(0, SECRET.length() - 1) + "!",
                "https://example.com/" + SECRET.replace("_", "%5F"),
                "https://example.com/" + SECRET.replace("_", "%25255f"),
                "100% sure: " + SECRET,
                "a_user_0123456789 h0p_user_" + "x".repeat(32))) {
            assertThat(SecretDetector.containsSecret(text, ImportedPrefixes.NONE))
                    .as(text)
                    .isTrue();
        }
    }

    /** Otherwise, a member could occupy a processor for minutes with a name that has no secret at all. */
    @Test
    @Timeout(20)
    void refusesATextThatIsEncodedManyTimesWithoutDecodingAllOfIt() {
        assertThat(SecretDetector.containsSecret("%" + "25".repeat(130_000), ImportedPrefixes.NONE))
                .isTrue();
        assertThat(SecretDetector.containsSecret("%" + "25".repeat(9) + "41", ImportedPrefixes.NONE))
                .isFalse();
    }

    @Test
    void ignoresOtherText() {
        for (String text : List.of(
                "",
                "CI",
                "https://example.com/octocat/hello/blob/main/.env",
                "my_bot_key",
                "100%",
                "%zz%5",
                SECRET.substring(0, 20),
                SECRET.substring(8),
                SECRET.toUpperCase(java.util.Locale.ROOT),
                "sk_live_4eC39HqLyjWDarjtT1zdp7dc")) {
            assertThat(SecretDetector.containsSecret(text, ImportedPrefixes.NONE))
                    .as(text)
                    .isFalse();
        }
    }

    @Test
    void findsAnImportedSecretByItsPrefix() {
        ImportedPrefixes imported = new ImportedPrefixes(Set.of("sk_live_"));
        assertThat(SecretDetector.containsSecret("https://example.com/?k=sk_live_4eC39HqLyjWDarjtT1zdp7dc", imported))
                .isTrue();
        assertThat(SecretDetector.containsSecret("https://example.com/?k=sk%5flive_4eC39HqLyjWDarjtT1zdp7dc", imported))
                .isTrue();
        assertThat(SecretDetector.containsSecret("sk_live_ keys are gone, sk_live_too", imported))
                .isFalse();
    }

    @Test
    void findsAnImportedSecretFromTheMinimumLengthOn() {
        ImportedPrefixes imported = new ImportedPrefixes(Set.of("sk_live_"));
        String shortest = "sk_live_0123456789abcdef";
        assertThat(imported.parse(shortest)).isPresent();
        assertThat(SecretDetector.containsSecret(shortest, imported)).isTrue();
        assertThat(SecretDetector.containsSecret("key: " + shortest + " (old)", imported))
                .isTrue();
        assertThat(SecretDetector.containsSecret(shortest.substring(0, 23), imported))
                .isFalse();
    }

    @Test
    void ignoresCharactersThatAnImportedSecretCannotContain() {
        ImportedPrefixes imported = new ImportedPrefixes(Set.of("sk_live_"));
        for (char other : new char[] {' ', '\n', '\u007f', '\u00e4'}) {
            String text = "sk_live_" + other + "0123456789abcdef";
            assertThat(SecretDetector.containsSecret(text, imported)).as(text).isFalse();
        }
    }
}
