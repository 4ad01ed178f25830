package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.FieldErrorCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the pages and the documentation have the English texts of the codes. {@code messages.test.ts} compares
 * the other languages with the English one.
 */
class FieldErrorMessagesTest {

    private static final Pattern MESSAGE = Pattern.compile("^orgApiKeysError\\.(\\w+)=(.*)$", Pattern.MULTILINE);

    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (.*) \\|$", Pattern.MULTILINE);

    @Test
    void thePagesHaveATextForEachErrorThatAPersonCanCauseInAForm() throws IOException {
        String bundle = Files.readString(Path.of("themes", "messages", "messages_en.properties"));
        assertThat(texts(MESSAGE.matcher(bundle.replaceAll("\\{(\\{\\d})}", "$1"))))
                .hasSizeGreaterThan(15)
                .isEqualTo(templates(FieldErrorCode::isInForms));
    }

    @Test
    void thePageOfErrorsListsEachCode() throws IOException {
        String page = Files.readString(Path.of("docs", "errors.md"));
        String codes = page.substring(page.indexOf("### Field error codes"), page.indexOf("## Other endpoints"));
        assertThat(texts(ROW.matcher(codes))).isEqualTo(templates(code -> true));
    }

    private static Map<String, String> texts(Matcher found) {
        return new TreeMap<>(found.results().collect(Collectors.toMap(text -> text.group(1), text -> text.group(2))));
    }

    private static Map<String, String> templates(Predicate<FieldErrorCode> wanted) {
        List<FieldErrorCode> codes =
                Stream.of(FieldErrorCode.values()).filter(wanted).toList();
        return new TreeMap<>(codes.stream().collect(Collectors.toMap(FieldErrorCode::text, FieldErrorCode::template)));
    }
}
