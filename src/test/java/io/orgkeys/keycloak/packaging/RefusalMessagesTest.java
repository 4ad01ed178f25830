package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.KeyRefusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the usage of a key has a text for each reason to refuse the key, in each language. */
class RefusalMessagesTest {

    @ParameterizedTest
    // there is no key that could count these refusals
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MISSING_KEY", "MALFORMED_KEY", "UNKNOWN_KEY"})
    void thePagesHaveATextForTheReason(KeyRefusal refusal) throws IOException {
        try (Stream<Path> bundles = Files.list(Path.of("themes", "messages"))) {
            List<Path> languages = bundles.toList();
            assertThat(languages)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(language ->
                            assertThat(language).content().contains("\norgApiKeysRefusal." + refusal.code() + "="));
        }
    }
}
