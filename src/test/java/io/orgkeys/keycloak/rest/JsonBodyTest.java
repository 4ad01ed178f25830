package io.orgkeys.keycloak.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Permissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JsonBodyTest {

    private static final String SECRET = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "1",
                "{",
                "{\"name\":}",
                "{\"name\":\"CI\"} {}",
                "{\"name\":\"CI\"}]",
                "{\"name\":\"CI\",\"name\":\"other\"}",
                "{'name':'CI'}",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}"
            })
    void whatIsNoSingleJsonObjectIsRefused(String text) {
        assertThat(wrong(() -> JsonBody.read(stream(text)))).containsExactly("body");
    }

    @Test
    void aBodyOfMoreThan256KibIsRefused() {
        String fits = "{\"name\":\"" + "x".repeat(256 * 1024 - 11) + "\"}";
        assertThat(fits).hasSize(256 * 1024);
        assertThat(JsonBody.read(stream(fits)).text("name")).isPresent();
        assertThat(wrong(() -> JsonBody.read(stream(fits + " ")))).containsExactly("body");
    }

    @Test
    void aBodyThatBreaksOffIsRefused() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThat(wrong(() -> JsonBody.read(broken))).containsExactly("body");
        assertThat(wrong(() -> JsonBody.readOptional(broken))).containsExactly("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"secret\":\"%s\",}", "{\"secret\":%s}", "{\"%s\":1,\"%s\":2}", "%s"})
    void anErrorSaysWhereButNotWhat(String json) {
        InvalidInputException error =
                invalid(() -> JsonBody.read(stream(json.formatted(SECRET, SECRET, SECRET, SECRET))));
        assertThat(error.getMessage()).contains("line 1, column").doesNotContain("0123456789");
        assertThat(error.getCause()).isNull();
    }

    @Test
    void anOptionalBodyMayBeMissingButNotWrong() {
        JsonBody missing = JsonBody.readOptional(stream(""));
        assertThat(missing.number("gracePeriod")).isEmpty();
        missing.finish();
        assertThat(JsonBody.readOptional(stream("{\"gracePeriod\":60}")).number("gracePeriod"))
                .contains(60L);
        assertThat(wrong(() -> JsonBody.readOptional(stream("[]")))).containsExactly("body");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        JsonBody body = body(
                "{\"name\":1,\"enabled\":\"yes\",\"limit\":1.5,\"expiresAt\":\"tomorrow\",\"actions\":[1],\"colour\":\"red\"}");
        body.text("name");
        body.flag("enabled");
        body.number("limit");
        body.instant("expiresAt");
        body.texts("actions");
        body.requiredText("type");
        assertThat(wrong(body::finish))
                .containsExactly("name", "enabled", "limit", "expiresAt", "actions", "type", "colour");
    }

    @Test
    void aFieldThatNobodyReadIsUnknownUnlessItIsToBeIgnored() {
        JsonBody body = body("{\"name\":\"CI\",\"Name\":\"CI\",\"status\":\"active\"}");
        body.text("name");
        body.ignore("status", "lastFour");
        assertThat(wrong(body::finish)).containsExactly("Name");
    }

    @Test
    void nullIsAsGoodAsMissingButCanBeToldFromIt() {
        JsonBody body = body("{\"description\":null}");
        assertThat(body.text("description")).isEmpty();
        assertThat(body.has("description")).isTrue();
        assertThat(body.has("name")).isFalse();
        assertThat(body.requiredText("description")).isEmpty();
        assertThat(wrong(body::finish)).containsExactly("description");
    }

    @Test
    void aTextIsReadAsItIs() {
        assertThat(body("{\"name\":\" Gr\u00fc\u00dfe \\u0041 \"}").text("name"))
                .contains(" Gr\u00fc\u00dfe A ");
    }

    @Test
    void halfASurrogatePairIsNoText() {
        JsonBody body = body("{\"name\":\"CI \\ud83d\",\"roles\":[\"\\udd11\"],\"key\":\"\\ud83d\\udd11\"}");
        assertThat(body.text("name")).isEmpty();
        assertThat(body.texts("roles")).contains(Set.of());
        assertThat(body.text("key")).contains("\ud83d\udd11");
        assertThat(wrong(body::finish)).containsExactly("name", "roles");
    }

    @Test
    void aNameWithinAFieldThatIsNullCanBeToldFromOneThatIsMissing() {
        JsonBody body = body("{\"some\":{\"user\":null},\"all\":null}");
        assertThat(body.has("some", "user")).isTrue();
        assertThat(body.has("some", "bot")).isFalse();
        assertThat(body.has("all", "bot")).isTrue();
        assertThat(body.has("none", "bot")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\n", "\\u0000", "\\u007f", "\\u0085"})
    void aTextHasNoControlCharacters(String character) {
        JsonBody body = body("{\"name\":\"a" + character + "b\",\"actions\":[\"a" + character + "b\"]}");
        assertThat(body.text("name")).isEmpty();
        assertThat(body.texts("actions")).contains(Set.of());
        assertThat(wrong(body::finish)).containsExactly("name", "actions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "\"1\"", "true", "[]", "9223372036854775808"})
    void onlyAWholeNumberIsANumber(String json) {
        JsonBody body = body("{\"max\":" + json + "}");
        assertThat(body.number("max")).isEmpty();
        assertThat(wrong(body::finish)).containsExactly("max");
    }

    @Test
    void aTimeHasAnOffsetAndIsCutToMilliseconds() {
        assertThat(body("{\"at\":\"2027-01-31T12:00:00.123999Z\"}").instant("at"))
                .isEqualTo(Instant.parse("2027-01-31T12:00:00.123Z"));
        assertThat(body("{\"at\":\"2027-01-31T13:00:00+01:00\"}").instant("at"))
                .isEqualTo(Instant.parse("2027-01-31T12:00:00Z"));
        assertThat(body("{\"at\":\"1970-01-01T01:00:00+01:00\"}").instant("at")).isEqualTo(Instant.EPOCH);
        assertThat(body("{\"at\":\"9999-12-31T23:59:59.999999Z\"}").instant("at"))
                .isEqualTo(Instant.parse("9999-12-31T23:59:59.999Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2027-01-31\"",
                "\"2027-01-31T12:00:00\"",
                "\"2027-02-30T12:00:00Z\"",
                "\"\"",
                "1800000000",
                "\"+999999999-12-31T23:59:59Z\"",
                "\"0001-01-01T00:00:00Z\"",
                "\"-0001-12-31T23:59:59Z\"",
                "\"1970-01-01T00:59:59+01:00\"",
                "\"9999-12-31T23:59:59-00:01\"",
                "\"+12000-01-01T00:00:00Z\""
            })
    void nothingElseIsATime(String json) {
        JsonBody body = body("{\"at\":" + json + "}");
        assertThat(body.instant("at")).isNull();
        assertThat(wrong(body::finish)).containsExactly("at");
    }

    @Test
    void permissionsAreListsOfActionsByResource() {
        JsonBody body = body("{\"permissions\":{\"stats\":[\"read\",\"read\"],\"files\":[]}}");
        assertThat(body.permissions("permissions")).contains(Permissions.of(Map.of("stats", List.of("read"))));
        body.finish();
    }

    @Test
    void permissionsInAnotherShapeAreRefusedByName() {
        assertThat(wrongPermissions("[\"stats:read\"]")).containsExactly("permissions");
        assertThat(wrongPermissions("\"stats:read\"")).containsExactly("permissions");
        assertThat(wrongPermissions("{\"stats\":\"read\"}")).containsExactly("permissions.stats");
        assertThat(wrongPermissions("{\"stats\":[\"read\",1]}")).containsExactly("permissions.stats");
        assertThat(wrongPermissions("{\"stats\":null,\"files\":[null]}"))
                .containsExactly("permissions.stats", "permissions.files");
    }

    @Test
    void listsByNameAndNumbersByName() {
        JsonBody body = body("{\"roles\":{\"delete\":[\"b\",\"a\"]},\"lifetime\":{\"user\":null,\"bot\":60}}");
        assertThat(body.textsByName("roles")).isEqualTo(Map.of("delete", Set.of("a", "b")));
        assertThat(body.numbersByName("lifetime", List.of("user", "bot"))).isEqualTo(Map.of("bot", 60L));
        body.finish();
    }

    @Test
    void numbersUnderOtherNamesAreRefused() {
        JsonBody body = body("{\"lifetime\":{\"robot\":60,\"bot\":\"60\"}}");
        assertThat(body.numbersByName("lifetime", List.of("user", "bot"))).isEmpty();
        assertThat(wrong(body::finish)).containsExactly("lifetime.robot", "lifetime.bot");
    }

    @Test
    void flagsUnderOtherNamesAreRefused() {
        JsonBody body = body("{\"required\":{\"robot\":true,\"bot\":\"true\",\"user\":true}}");
        assertThat(body.flagsByName("required", List.of("user", "bot"))).isEqualTo(Map.of("user", true));
        assertThat(wrong(body::finish)).containsExactly("required.robot", "required.bot");
    }

    @Test
    void aSecretInThePlaceOfANameIsNotRepeated() {
        JsonBody body = body("{\"%1$s\":1,\"flags\":{\"%1$s\":true},\"numbers\":{\"%1$s\":1},\"lists\":{\"%1$s\":1}}"
                .formatted(SECRET));
        body.flagsByName("flags", List.of("user"));
        body.numbersByName("numbers", List.of("user"));
        body.textsByName("lists");
        assertThat(wrong(body::finish))
                .containsExactlyInAnyOrder(
                        "kc_bot_01234...", "flags.kc_bot_01234...", "numbers.kc_bot_01234...", "lists.kc_bot_01234...");
    }

    @Test
    void whatCannotChangeMayBeSentBackAsItWas() {
        JsonBody body = body("{\"id\":\"1\",\"type\":\"user\",\"userId\":null}");
        body.unchanged("id", "1");
        body.unchanged("type", "bot");
        body.unchanged("userId", null);
        body.unchanged("organizationId", "acme");
        assertThat(wrong(body::finish)).containsExactly("type");
    }

    private static List<String> wrongPermissions(String json) {
        JsonBody body = body("{\"permissions\":" + json + "}");
        body.permissions("permissions");
        return wrong(body::finish);
    }

    private static JsonBody body(String json) {
        return JsonBody.read(stream(json));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> wrong(ThrowingCallable reading) {
        return invalid(reading).errors().stream().map(FieldError::field).toList();
    }

    private static InvalidInputException invalid(ThrowingCallable reading) {
        return catchThrowableOfType(InvalidInputException.class, reading);
    }
}
