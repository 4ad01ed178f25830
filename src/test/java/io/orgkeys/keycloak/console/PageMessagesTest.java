package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PageMessagesTest {

    @Test
    void theListOfLanguagesIsThatOfTheFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("themes", "messages"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".properties")))
                    .containsExactlyInAnyOrderElementsOf(PageMessages.TRANSLATED.stream()
                            .map(locale -> "messages_" + locale.toLanguageTag().replace('-', '_') + ".properties")
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "de, de",
        "de-AT, de",
        "de-Latn-DE-1996, de",
        "DE, de",
        "pt-BR, pt-BR",
        "pt_BR, pt-BR",
        "pt, pt-BR",
        "pt-PT, pt-BR",
        "zh-Hans-CN, zh-CN",
        "en-GB, en",
        "ca-ES, ca-ES",
        "ca, ca-ES",
        "sv, en",
        "und, en",
        "x-private, en",
        "'', en",
        "'de,fr;q=0.5', en",
        "../messages, en",
        "de-aaaaaaaa-bbbbbbbb-cccccccc-ddddd, de",
        "de-aaaaaaaa-bbbbbbbb-cccccccc-dddddd, en",
        ", en"
    })
    void choosesTheLanguageThatMatchesBest(String requested, String best) {
        List<Locale> offered = new ArrayList<>(PageMessages.TRANSLATED);
        offered.add(Locale.forLanguageTag("ca-ES"));
        assertThat(PageMessages.bestMatch(requested, offered)).isEqualTo(Locale.forLanguageTag(best));
    }
}
