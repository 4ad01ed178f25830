package io.orgkeys.keycloak.rest;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Permissions;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BodyTest {

    private static final String SECRET = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    record Everything(
            Optional<String> name,
            Optional<Boolean> enabled,
            Optional<Long> limit,
            Optional<Instant> expiresAt,
            Optional<Set<String>> actions,
            Optional<List<String>> networks,
            Optional<Permissions> permissions,
            Optional<Map<String, Set<String>>> roles,
            PatchField<String> description,
            Optional<ReadOnlyField> id) {}

    record Needed(String name, ApiKeyType type, SecretText secret) {}

    record Outer(String place, @JsonUnwrapped Needed inner) {}

    record Rows(@MaxItems(2) List<Body<Needed>> rows) {}

    record Read(String id, String status, String name) {}

    @IgnoresFieldsOf(Read.class)
    record Change(Optional<ReadOnlyField> id, PatchField<String> name) {}

    @Test
    void reportsAllErrorsAtOnce() {
        assertThat(wrong(
                        body("{\"name\":1,\"enabled\":\"yes\",\"limit\":1.5,\"expiresAt\":\"tomorrow\",\"actions\":[1],"
                                + "\"networks\":\"any\",\"permissions\":[],\"roles\":{\"read\":1},\"description\":true,"
                                + "\"color\":\"red\"}")))
                .containsExactly(
                        "name",
                        "enabled",
                        "limit",
                        "expiresAt",
                        "actions",
                        "networks",
                        "permissions",
                        "roles.read",
                        "description",
                        "color");
    }

    @Test
    void aMissingRequiredFieldIsAnErrorAndGetsANeutralValue() {
        Body<Needed> missing = bind("{\"type\":null}", Needed.class);
        assertThat(missing.value()).isEqualTo(new Needed("", ApiKeyType.BOT, new SecretText("")));
        assertThat(errors(missing))
                .containsExactly(
                        new FieldError("name", FieldErrorCode.REQUIRED),
                        new FieldError("type", FieldErrorCode.REQUIRED),
                        new FieldError("secret", FieldErrorCode.REQUIRED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"robot\"", "\"\"", "1", "\"BOT\""})
    void refusesAnUnknownType(String type) {
        Body<Needed> body = bind("{\"name\":\"a\",\"secret\":\"b\",\"type\":" + type + "}", Needed.class);
        assertThat(wrong(body)).containsExactly("type");
    }

    @Test
    void refusesUnknownFieldsExceptThoseOfTheRepresentation() {
        assertThat(wrong(body("{\"name\":\"CI\",\"Name\":\"CI\"}"))).containsExactly("Name");
        Body<Change> change = bind("{\"name\":\"CI\",\"status\":1,\"color\":1}", Change.class);
        assertThat(wrong(change)).containsExactly("color");
    }

    @Test
    void distinguishesMissingNullAndSetFields() {
        assertThat(body("{}").value().description()).isEqualTo(new PatchField<>(false, null));
        assertThat(body("{\"description\":null}").value().description()).isEqualTo(new PatchField<>(true, null));
        assertThat(body("{\"description\":\"a\"}").value().description()).isEqualTo(new PatchField<>(true, "a"));
        assertThat(new PatchField<>(false, null).or("current", "empty")).isEqualTo("current");
        assertThat(new PatchField<>(true, null).or("current", "empty")).isEqualTo("empty");
        assertThat(new PatchField<>(true, "sent").or("current", "empty")).isEqualTo("sent");
        assertThat(new PatchField<String>(true, null).or("current")).isNull();
    }

    @Test
    void anOptionalFieldMayBeNull() {
        Body<Everything> body = body("{\"name\":null,\"enabled\":null,\"permissions\":null,\"id\":null}");
        assertThat(wrong(body)).isEmpty();
        assertThat(body.value().name()).isEmpty();
        assertThat(body.value().permissions()).isEmpty();
        assertThat(body.value().id()).isEmpty();
    }

    @Test
    void readsATextUnchanged() {
        assertThat(body("{\"name\":\" Gr\u00fc\u00dfe \\u0041 \"}").value().name())
                .contains(" Gr\u00fc\u00dfe A ");
    }

    @Test
    void refusesAnUnpairedSurrogate() {
        Body<Everything> body =
                body("{\"name\":\"CI \\ud83d\",\"actions\":[\"\\udd11\"],\"description\":\"\\ud83d\\udd11\"}");
        assertThat(body.value().name()).isEmpty();
        assertThat(body.value().actions()).contains(Set.of());
        assertThat(body.value().description().value()).isEqualTo("\ud83d\udd11");
        assertThat(wrong(body)).containsExactly("name", "actions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\n", "\\u0000", "\\u007f", "\\u0085"})
    void refusesControlCharacters(String character) {
        Body<Everything> body = body("{\"name\":\"a" + character + "b\",\"actions\":[\"a" + character + "b\"]}");
        assertThat(body.value().name()).isEmpty();
        assertThat(body.value().actions()).contains(Set.of());
        assertThat(wrong(body)).containsExactly("name", "actions");
    }

    @Test
    void anInvalidTextInAListHasTheErrorOfThisText() {
        assertThat(errors(body("{\"networks\":[\"a\\n\",\"b\"]}")))
                .containsExactly(new FieldError("networks", FieldErrorCode.CONTROL_CHARACTERS));
        assertThat(errors(body("{\"roles\":{\"read\":[\"a\",\"\\ud83d\"]}}")))
                .containsExactly(new FieldError("roles.read", FieldErrorCode.INVALID_UNICODE));
        assertThat(errors(body("{\"networks\":[\"a\\n\",1]}")))
                .containsExactly(new FieldError("networks", FieldErrorCode.NOT_TEXT_LIST));
        assertThat(body("{\"networks\":[\"a\\n\",\"b\"]}").value().networks()).contains(List.of());
    }

    @Test
    void acceptsSurroundingLineBreaksOfASecret() {
        Body<Needed> body =
                bind("{\"name\":\"a\",\"type\":\"user\",\"secret\":\"\\t" + SECRET + "\\r\\n\"}", Needed.class);
        assertThat(wrong(body)).isEmpty();
        assertThat(body.value().secret().text()).isEqualTo("\t" + SECRET + "\r\n");
        assertThat(body.value().toString()).doesNotContain(SECRET);
        assertThat(wrong(bind("{\"name\":\"a\",\"type\":\"user\",\"secret\":\"a\\u0000\"}", Needed.class)))
                .containsExactly("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "\"1\"", "true", "[]", "9223372036854775808"})
    void refusesAnythingButAWholeNumber(String json) {
        Body<Everything> body = body("{\"limit\":" + json + "}");
        assertThat(body.value().limit()).isEmpty();
        assertThat(wrong(body)).containsExactly("limit");
    }

    @Test
    void readsATimeWithOffsetAndTruncatesItToMilliseconds() {
        assertThat(time("\"2027-01-31T12:00:00.123999Z\"").value().expiresAt())
                .contains(Instant.parse("2027-01-31T12:00:00.123Z"));
        assertThat(time("\"2027-01-31T13:00:00+01:00\"").value().expiresAt())
                .contains(Instant.parse("2027-01-31T12:00:00Z"));
        assertThat(time("\"1970-01-01T01:00:00+01:00\"").value().expiresAt()).contains(Instant.EPOCH);
        assertThat(time("\"9999-12-31T23:59:59.999999Z\"").value().expiresAt())
                .contains(Instant.parse("9999-12-31T23:59:59.999Z"));
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
    void refusesAnyOtherTime(String json) {
        Body<Everything> body = time(json);
        assertThat(body.value().expiresAt()).isEmpty();
        assertThat(wrong(body)).containsExactly("expiresAt");
    }

    @Test
    void readsPermissionsAsListsOfActionsByResource() {
        Body<Everything> body = body("{\"permissions\":{\"stats\":[\"read\",\"read\"],\"files\":[]}}");
        assertThat(body.value().permissions()).contains(Permissions.of(Map.of("stats", List.of("read"))));
        assertThat(wrong(body)).isEmpty();
    }

    @Test
    void refusesPermissionsOfAnotherShape() {
        assertThat(wrongPermissions("[\"stats:read\"]")).containsExactly("permissions");
        assertThat(wrongPermissions("\"stats:read\"")).containsExactly("permissions");
        assertThat(wrongPermissions("{\"stats\":\"read\"}")).containsExactly("permissions.stats");
        assertThat(wrongPermissions("{\"stats\":[\"read\",1]}")).containsExactly("permissions.stats");
        assertThat(wrongPermissions("{\"stats\":null,\"files\":[null]}"))
                .containsExactly("permissions.stats", "permissions.files");
    }

    @Test
    void sortsListsByName() {
        Body<Everything> body = body("{\"roles\":{\"delete\":[\"b\",\"a\"]},\"networks\":[\"b\",\"a\",\"b\"]}");
        assertThat(body.value().roles()).contains(Map.of("delete", Set.of("a", "b")));
        assertThat(body.value().networks()).contains(List.of("b", "a", "b"));
        assertThat(wrong(body)).isEmpty();
    }

    @Test
    void readsTheFieldsOfAnUnwrappedRecord() {
        Body<Outer> body =
                bind("{\"place\":\"here\",\"name\":\"a\",\"type\":\"user\",\"secret\":\"b\",\"inner\":1}", Outer.class);
        assertThat(body.value()).isEqualTo(new Outer("here", new Needed("a", ApiKeyType.USER, new SecretText("b"))));
        assertThat(wrong(body)).containsExactly("inner");
    }

    @Test
    void theObjectsOfAListHaveSeparateErrors() {
        Body<Rows> body = bind("{\"rows\":[{\"name\":\"a\",\"type\":\"bot\",\"secret\":\"b\"},{\"x\":1}]}", Rows.class);
        assertThat(wrong(body)).isEmpty();
        assertThat(wrong(body.value().rows().get(0))).isEmpty();
        assertThat(wrong(body.value().rows().get(1))).containsExactly("name", "type", "secret", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"rows\":{}", "\"rows\":[{},1]", "\"rows\":[{},{},{}]"})
    void limitsTheSizeOfAListOfObjects(String rows) {
        Body<Rows> body = bind("{" + rows + "}", Rows.class);
        assertThat(errors(body)).containsExactly(new FieldError("rows", FieldErrorCode.NOT_OBJECT_LIST, 2));
        assertThat(body.value().rows()).isEmpty();
    }

    @Test
    void aListOfObjectsMustNotBeEmpty() {
        Body<Rows> body = bind("{\"rows\":[]}", Rows.class);
        assertThat(errors(body)).containsExactly(new FieldError("rows", FieldErrorCode.NO_ENTRIES));
        assertThat(body.value().rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"rows\":null"})
    void aListOfObjectsIsRequired(String rows) {
        Body<Rows> body = bind("{" + rows + "}", Rows.class);
        assertThat(errors(body)).containsExactly(new FieldError("rows", FieldErrorCode.REQUIRED));
        assertThat(body.value().rows()).isEmpty();
    }

    @Test
    void doesNotRepeatASecretThatWasSentAsAName() {
        assertThat(wrong(body("{\"%1$s\":1,\"roles\":{\"%1$s\":1},\"permissions\":{\"%1$s\":1}}".formatted(SECRET))))
                .containsExactlyInAnyOrder("kc_bot_01234...", "roles.kc_bot_01234...", "permissions.kc_bot_01234...");
    }

    @Test
    void acceptsAnImmutableFieldThatIsUnchanged() {
        assertThat(same("\"1\"", "1")).isEmpty();
        assertThat(same("1", "1")).isEmpty();
        assertThat(same("null", null)).isEmpty();
        assertThat(same("\"2\"", "1")).containsExactly(new FieldError("id", FieldErrorCode.READ_ONLY));
        assertThat(same("{}", "1")).hasSize(1);
        assertThat(same("\"1\"", null)).hasSize(1);
    }

    private static List<FieldError> same(String json, @org.jspecify.annotations.Nullable String current) {
        Body<Change> body = bind("{\"id\":" + json + "}", Change.class);
        ReadOnlyField.check("id", body.value().id(), current, body.errors());
        return errors(body);
    }

    private static Body<Everything> time(String json) {
        return body("{\"expiresAt\":" + json + "}");
    }

    private static List<String> wrongPermissions(String json) {
        return wrong(body("{\"permissions\":" + json + "}"));
    }

    private static Body<Everything> body(String json) {
        return bind(json, Everything.class);
    }

    private static <T extends Record> Body<T> bind(String json, Class<T> type) {
        return JsonBody.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
                .bind(type);
    }

    private static List<String> wrong(Body<?> body) {
        return errors(body).stream().map(FieldError::field).toList();
    }

    private static List<FieldError> errors(Body<?> body) {
        FieldErrors errors = body.errors();
        InvalidInputException thrown = Assertions.catchThrowableOfType(InvalidInputException.class, errors::throwIfAny);
        return thrown == null ? List.of() : thrown.errors();
    }
}
