package io.orgkeys.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.model.ApiKeyType;

/** Fuzzes secrets: a text is parsed completely or refused. */
class SecretFuzzTest {

    private static final ImportedPrefixes IMPORTED = new ImportedPrefixes(Set.of("h0p_bot_", "sk-live."));

    @FuzzTest
    void parsesASecretCompletelyOrRefusesIt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<ApiKeySecret> own = ApiKeyFormat.parse(text);
        if (own.isPresent()) {
            if (!ApiKeyFormat.looksLikeSecret(text)) {
                throw new AssertionError("Does not look like a secret: " + text);
            }
            int body = text.lastIndexOf('_') + 1;
            String again = ApiKeyFormat.assemble(
                            text.substring(0, text.indexOf('_')),
                            ApiKeyType.of(text.substring(text.indexOf('_') + 1, body - 1))
                                    .orElseThrow(),
                            text.substring(body, body + ApiKeyFormat.RANDOM_LENGTH))
                    .reveal();
            if (!again.equals(text)) {
                throw new AssertionError("Parsing and assembling returns another secret: " + text + ", " + again);
            }
            check(own.get(), text);
        }
        IMPORTED.parse(text).ifPresent(secret -> check(secret, text));
        if (text.matches(ImportedPrefixes.PREFIX)
                && new ImportedPrefixes(Set.of(text))
                        .parse("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")
                        .isPresent()) {
            throw new AssertionError("A JWT is parsed as a secret: " + text);
        }
    }

    private static void check(ApiKeySecret secret, String text) {
        if (!secret.reveal().equals(text) || secret.toString().contains(text)) {
            throw new AssertionError("The secret is changed, or revealed: " + text);
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new AssertionError("Not valid in a header: " + text);
        }
        if (!secret.digest().sha256().matches("[0-9a-f]{64}")
                || !text.endsWith(secret.digest().lastFour())) {
            throw new AssertionError("Wrong digest or last four characters: " + text);
        }
    }
}
