package io.orgkeys.keycloak.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.InvalidInputException;
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
    void refusesAnythingButASingleJsonObject(String text) {
        assertThat(wrong(() -> JsonBody.read(stream(text)))).containsExactly("body");
    }

    @Test
    void refusesABodyOfMoreThan256Kib() {
        String fits = "{\"name\":\"" + "x".repeat(256 * 1024 - 11) + "\"}";
        assertThat(fits).hasSize(256 * 1024);
        assertThat(JsonBody.read(stream(fits))
                        .bind(KeyUpdate.class)
                        .value()
                        .sent()
                        .name()
                        .value())
                .hasSize(256 * 1024 - 11);
        assertThat(wrong(() -> JsonBody.read(stream(fits + " ")))).containsExactly("body");
    }

    @Test
    void refusesABodyThatBreaksOff() {
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
    void anErrorContainsThePositionButNotTheText(String json) {
        InvalidInputException error =
                invalid(() -> JsonBody.read(stream(json.formatted(SECRET, SECRET, SECRET, SECRET))));
        assertThat(error.getMessage()).contains("line 1, column").doesNotContain("0123456789");
        assertThat(error.getCause()).isNull();
    }

    @Test
    void anOptionalBodyMayBeMissingButNotInvalid() {
        Body<KeyRotation> missing = JsonBody.readOptional(stream("")).bind(KeyRotation.class);
        assertThat(missing.value().gracePeriod()).isEmpty();
        missing.errors().throwIfAny();
        assertThat(JsonBody.readOptional(stream("{\"gracePeriod\":60}"))
                        .bind(KeyRotation.class)
                        .value()
                        .gracePeriod())
                .contains(60L);
        assertThat(wrong(() -> JsonBody.readOptional(stream("[]")))).containsExactly("body");
    }

    @Test
    void aListSkipsElementsThatAreNoObjects() {
        byte[] list = "[{\"token\":\"a\"},1,null,[],{}]".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonBody.list(list, 5)).hasSize(2);
        assertThat(JsonBody.list("[]".getBytes(StandardCharsets.UTF_8), 5)).isEmpty();
        assertThat(wrong(() -> JsonBody.list(list, 4))).containsExactly("body");
        assertThat(wrong(() -> JsonBody.list("{}".getBytes(StandardCharsets.UTF_8), 4)))
                .containsExactly("body");
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
