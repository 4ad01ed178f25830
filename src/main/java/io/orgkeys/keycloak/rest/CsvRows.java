package io.orgkeys.keycloak.rest;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.opencsv.CSVWriter;
import com.opencsv.ICSVWriter;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys as rows of a CSV file (RFC 4180) that begins with a header. Spreadsheets execute cells that begin with
 * certain characters as formulas. Such a cell gets an apostrophe as its first character, with which a spreadsheet shows
 * it as text. In many countries, spreadsheets separate cells by semicolons, so a formula can also begin after a
 * separator within a text. There, quotes do not help, because they are not at the beginning of the cell.
 */
final class CsvRows {

    /**
     * The beginning of a formula: one of the characters that OWASP lists ("CSV injection") or their wide forms, at the
     * beginning of a text or after a separator.
     */
    private static final Pattern FORMULA = Pattern.compile("(?<=^|[;|\\t\\r\\n])(?=[=+\\-@＝＋－＠])|^(?=[\\t\\r\\n])");

    private static final List<Column> COLUMNS = Stream.of(
                    List.of(
                            new Column("id", ApiKeyRepresentation::id),
                            new Column("organizationId", ApiKeyRepresentation::organizationId),
                            new Column("type", ApiKeyRepresentation::type),
                            new Column("userId", ApiKeyRepresentation::userId),
                            new Column("username", ApiKeyRepresentation::username),
                            new Column("name", key -> key.texts().name())),
                    optionalTexts(),
                    List.of(
                            new Column("status", ApiKeyRepresentation::status),
                            new Column("suspensionCause", ApiKeyRepresentation::suspensionCause),
                            new Column("enabled", key -> String.valueOf(key.enabled())),
                            new Column("permissions", key -> scope(key.permissions())),
                            new Column("effectivePermissions", key -> scope(key.effectivePermissions())),
                            new Column("allowedNetworks", key -> String.join(" ", key.allowedNetworks())),
                            new Column(
                                    "attributes",
                                    key -> Attributes.of(key.attributes()).toForm()),
                            new Column("createdAt", ApiKeyRepresentation::createdAt),
                            new Column("createdByType", key -> key.createdBy().type()),
                            new Column("createdById", key -> key.createdBy().id()),
                            new Column("createdByName", key -> key.createdBy().name()),
                            new Column("updatedAt", ApiKeyRepresentation::updatedAt),
                            new Column("expiresAt", ApiKeyRepresentation::expiresAt),
                            new Column("lastUsedAt", ApiKeyRepresentation::lastUsedAt),
                            new Column("secretIssuedAt", ApiKeyRepresentation::secretIssuedAt),
                            new Column("formerSecretExpiresAt", ApiKeyRepresentation::formerSecretExpiresAt),
                            new Column("leakedAt", ApiKeyRepresentation::leakedAt),
                            new Column("lastFour", ApiKeyRepresentation::lastFour),
                            new Column("version", key -> String.valueOf(key.version()))))
            .flatMap(List::stream)
            .toList();

    private record Column(String name, Function<ApiKeyRepresentation, @Nullable String> value) {}

    private static List<Column> optionalTexts() {
        List<KeyTexts.Text> texts = KeyTexts.named("").optional();
        return IntStream.range(0, texts.size())
                .mapToObj(index -> new Column(
                        texts.get(index).field(),
                        key -> key.texts().optional().get(index).value()))
                .toList();
    }

    private final CSVWriter rows;

    /** Writes the header. */
    CsvRows(Writer file) throws IOException {
        rows = new CSVWriter(
                file,
                ICSVWriter.DEFAULT_SEPARATOR,
                ICSVWriter.DEFAULT_QUOTE_CHARACTER,
                ICSVWriter.DEFAULT_QUOTE_CHARACTER,
                ICSVWriter.RFC4180_LINE_END);
        write(COLUMNS.stream().map(Column::name));
    }

    void add(ApiKeyRepresentation key) throws IOException {
        write(COLUMNS.stream().map(column -> cell(column.value.apply(key))));
    }

    private void write(Stream<String> cells) throws IOException {
        rows.writeNext(cells.toArray(String[]::new), false);
        throwIfFailed();
    }

    void flush() throws IOException {
        rows.flush();
        throwIfFailed();
    }

    /** Throws the error of the file, which the writer only remembers. */
    private void throwIfFailed() throws IOException {
        IOException failure = rows.getException();
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns the text of a cell that no spreadsheet takes for a formula. */
    static String cell(@Nullable String value) {
        return FORMULA.matcher(Objects.requireNonNullElse(value, "")).replaceAll("'");
    }

    private static String scope(Map<String, List<String>> permissions) {
        return permissions.entrySet().stream()
                .flatMap(resource -> resource.getValue().stream().map(action -> resource.getKey() + ':' + action))
                .collect(Collectors.joining(" "));
    }
}
