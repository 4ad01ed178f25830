package io.orgkeys.keycloak.mail;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

import io.orgkeys.keycloak.service.Leak;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailTemplatesTest {

    private static final MailTemplatesFactory TEMPLATES = new MailTemplatesFactory();
    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d}");

    @Test
    void everyLanguageHasEveryText() throws IOException {
        Properties english = TEMPLATES.getMessages("messages", Locale.ENGLISH);
        Properties german = TEMPLATES.getMessages("messages", Locale.GERMAN);
        assertThat(english).hasSizeGreaterThan(5);
        assertThat(german.keySet()).isEqualTo(english.keySet());
        english.forEach((key, text) -> {
            String inGerman = german.getProperty(key.toString(), "");
            for (Object each : List.of(text, inGerman)) {
                // an apostrophe would disable the placeholders of MessageFormat
                assertThat(each.toString()).as(key.toString()).isNotBlank().doesNotContain("'");
                assertThat(new MessageFormat(each.toString()).format(new Object[] {"a", "b", "c", "d"}))
                        .doesNotContain("{");
            }
            assertThat(arguments(inGerman)).as(key.toString()).isEqualTo(arguments(text));
        });
        for (Leak.Remedy remedy : Leak.Remedy.values()) {
            assertThat(english).containsKey("apiKeyLeakedRemedy." + remedy.text());
        }
        assertThat(TEMPLATES.getMessages("messages", Locale.FRENCH)).isEmpty();
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
