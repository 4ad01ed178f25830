package io.orgkeys.keycloak.mail;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.orgkeys.keycloak.service.Leak;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class MailTemplatesTest {

    private static final MailTemplatesFactory TEMPLATES = new MailTemplatesFactory();
    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d}");
    private static final Pattern BUNDLE = Pattern.compile(".*messages_(\\w+)\\.properties");

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasEveryText(Locale language) throws IOException {
        Properties english = TEMPLATES.getMessages("messages", Locale.ENGLISH);
        Properties translated = TEMPLATES.getMessages("messages", language);
        assertThat(translated.keySet()).isEqualTo(english.keySet());
        translated.forEach((key, text) -> {
            // an apostrophe would disable the placeholders of MessageFormat
            assertThat(text.toString()).as(key.toString()).isNotBlank().doesNotContain("'");
            assertThat(new MessageFormat(text.toString()).format(new Object[] {"a", "b", "c", "d"}))
                    .doesNotContain("{");
            assertThat(arguments(text))
                    .as(key.toString())
                    .isEqualTo(arguments(english.getProperty(key.toString(), "")));
        });
    }

    private static List<Locale> languages() throws IOException {
        try (Stream<Path> bundles = Files.list(Path.of("src/main/resources/org-api-keys-mail/messages"))) {
            return bundles.map(bundle -> BUNDLE.matcher(bundle.toString()).replaceFirst("$1"))
                    .map(language -> Locale.forLanguageTag(language.replace('_', '-')))
                    .toList();
        }
    }

    @Test
    void englishHasATextForEveryRemedy() throws IOException {
        Properties english = TEMPLATES.getMessages("messages", Locale.ENGLISH);
        assertThat(english).hasSizeGreaterThan(5);
        for (Leak.Remedy remedy : Leak.Remedy.values()) {
            assertThat(english).containsKey("apiKeyLeakedRemedy." + remedy.text());
        }
        assertThat(TEMPLATES.getMessages("messages", Locale.forLanguageTag("sv")))
                .isEmpty();
        assertThat(TEMPLATES.getMessages("other", Locale.ENGLISH)).isEmpty();
    }

    private static List<String> arguments(Object text) {
        return ARGUMENT.matcher(text.toString())
                .results()
                .map(match -> match.group())
                .sorted()
                .toList();
    }

    @Test
    void everyMessageOfATemplateExists() throws IOException {
        Properties english = TEMPLATES.getMessages("messages", Locale.ENGLISH);
        for (String name : List.of(KeyMails.EXPIRY_TEMPLATE, KeyMails.LEAK_TEMPLATE)) {
            for (String form : List.of("html/", "text/")) {
                URL template = TEMPLATES.getTemplate(form + name);
                assertThat(template).as(form + name).isNotNull();
                String text = new String(template.openStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(Pattern.compile("msg\\(\"(\\w+)\"")
                                .matcher(text)
                                .results()
                                .map(match -> match.group(1)))
                        .hasSizeGreaterThan(2)
                        .allMatch(english::containsKey);
                assertThat(text).doesNotContain("no_esc", "http");
            }
        }
        for (String other : List.of("html/other.ftl", "html/../messages/messages_en.properties", "")) {
            assertThat(TEMPLATES.getTemplate(other)).isNull();
        }
    }
}
