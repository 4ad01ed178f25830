package io.orgkeys.keycloak.secret;

import java.util.List;
import java.util.regex.Pattern;

import io.orgkeys.keycloak.model.ApiKeyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the layout of secrets. The program in docs/key-format.md, which uses zlib's CRC-32, created the expected
 * secrets.
 */
class ApiKeyFormatTest {

    private static final String KNOWN = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    @ParameterizedTest
    @CsvSource({
        "kc,  BOT,  0123456789ABCDEFGHIJKLMNOPQRSTUV, kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC",
        "h0p, USER, abcdefghijklmnopqrstuvwxyzABCDEF, h0p_user_abcdefghijklmnopqrstuvwxyzABCDEF0JGRhW",
        "a1,  BOT,  zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz, a1_bot_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz199ZwB",
        "kc,  BOT,  00000000000000000000000000000000, kc_bot_000000000000000000000000000000000dKQFz",
    })
    void assemblesAndParsesASecretAsDocumented(String prefix, ApiKeyType type, String random, String secret) {
        assertThat(ApiKeyFormat.assemble(prefix, type, random).reveal()).isEqualTo(secret);
        assertThat(ApiKeyFormat.parse(secret))
                .hasValueSatisfying(parsed -> assertThat(parsed.reveal()).isEqualTo(secret));
    }

    @Test
    void detectsEveryChangedCharacter() {
        List<Character> characters = (ApiKeyFormat.ALPHABET + "_- +/=.\u00e4")
                .chars()
                .mapToObj(c -> (char) c)
                .toList();
        for (int at = 0; at < KNOWN.length(); at++) {
            for (char other : characters) {
                if (other != KNOWN.charAt(at)) {
                    String typo = KNOWN.substring(0, at) + other + KNOWN.substring(at + 1);
                    assertThat(ApiKeyFormat.parse(typo)).as(typo).isEmpty();
                }
            }
        }
    }

    @Test
    void detectsEveryTruncation() {
        for (int length = 0; length < KNOWN.length(); length++) {
            String start = KNOWN.substring(0, length);
            String end = KNOWN.substring(KNOWN.length() - length);
            assertThat(ApiKeyFormat.parse(start)).as(start).isEmpty();
            assertThat(ApiKeyFormat.parse(end)).as(end).isEmpty();
        }
    }

    @Test
    void detectsSwappedNeighbors() {
        for (int at = 0; at + 1 < KNOWN.length(); at++) {
            String swapped = KNOWN.substring(0, at) + KNOWN.charAt(at + 1) + KNOWN.charAt(at) + KNOWN.substring(at + 2);
            if (!swapped.equals(KNOWN)) {
                assertThat(ApiKeyFormat.parse(swapped)).as(swapped).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "\t", "\u00a0", "x", "\0"})
    void refusesCharactersBeforeOrAfterASecret(String more) {
        assertThat(ApiKeyFormat.parse(more + KNOWN)).isEmpty();
        assertThat(ApiKeyFormat.parse(KNOWN + more)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kc", "h0p", "a1", "zz", "abcdefghijkl", "a23456789012"})
    void aPrefixIsALetterFollowedByUpToElevenLettersAndDigits(String prefix) {
        assertThat(ApiKeyFormat.isPrefix(prefix)).isTrue();
        assertThat(prefix).matches(ApiKeyFormat.PREFIX);
        String secret = ApiKeyFormat.assemble(prefix, ApiKeyType.USER, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
                .reveal();
        assertThat(ApiKeyFormat.parse(secret)).as("parses with any prefix").isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "0p", "Kc", "kC", "k_c", "k-c", "abcdefghijklm", "kc\n", " kc", "k\u00e4"})
    void refusesAnyOtherPrefix(String prefix) {
        assertThat(ApiKeyFormat.isPrefix(prefix)).isFalse();
        assertThat(prefix).doesNotMatch(ApiKeyFormat.PREFIX);
        String secret = ApiKeyFormat.assemble(prefix, ApiKeyType.USER, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
                .reveal();
        assertThat(ApiKeyFormat.parse(secret)).isEmpty();
    }

    @Test
    void refusesAnUnknownTypeEvenWithACorrectChecksum() {
        assertThat(ApiKeyFormat.parse("kc_robot_0123456789ABCDEFGHIJKLMNOPQRSTUV3BWHzF"))
                .isEmpty();
        assertThat(ApiKeyFormat.looksLikeSecret("kc_robot_0123456789ABCDEFGHIJKLMNOPQRSTUV3BWHzF"))
                .isFalse();
    }

    @Test
    void aWrongChecksumStillLooksLikeASecret() {
        String wrong = KNOWN.substring(0, KNOWN.length() - 1) + "D";
        assertThat(ApiKeyFormat.looksLikeSecret(KNOWN)).isTrue();
        assertThat(ApiKeyFormat.looksLikeSecret(wrong)).isTrue();
        assertThat(ApiKeyFormat.parse(wrong)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl",
                "onrtro:d88aa9c8-e3e3-b33a-081c-ecba2bc3a0f0",
                "25beeba3-2f1d-4d62-84e8-b56e3f6be85b",
                "ghp_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC"
            })
    void aJwtAndOtherCredentialsDoNotLookLikeASecret(String other) {
        assertThat(ApiKeyFormat.looksLikeSecret(other)).isFalse();
        assertThat(ApiKeyFormat.parse(other)).isEmpty();
    }

    @Test
    void theExpressionForScannersFindsASecretInText() {
        // the regular expression in docs/key-format.md
        Pattern scanner = Pattern.compile("\\b[a-z][a-z0-9]{1,11}_(user|bot)_[0-9A-Za-z]{32}[0-4][0-9A-Za-z]{5}\\b");
        assertThat(scanner.matcher("export KEY=" + KNOWN + "; ./run").find()).isTrue();
    }

    /** The characters next to the ranges of base62 digits in ASCII, and others that tokens contain. */
    @ParameterizedTest
    @ValueSource(chars = {'/', ':', '@', '[', '`', '{', '-', '.', '+', '=', ' ', '\u00e4'})
    void aTextWithOtherCharactersThanBase62DigitsDoesNotLookLikeASecret(char other) {
        int body = KNOWN.lastIndexOf('_') + 1;
        for (int at = body; at < KNOWN.length(); at++) {
            String text = KNOWN.substring(0, at) + other + KNOWN.substring(at + 1);
            assertThat(ApiKeyFormat.looksLikeSecret(text)).as(text).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuS",
                "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSCC",
                "0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC",
                "kc_0123456789ABCDEFGHIJKLMNOPQRSTUV44U",
                "_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC",
                "kc__0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC"
            })
    void aTextWithTooFewOrTooManyCharactersDoesNotLookLikeASecret(String text) {
        assertThat(ApiKeyFormat.looksLikeSecret(text)).isFalse();
        assertThat(ApiKeyFormat.parse(text)).isEmpty();
    }
}
