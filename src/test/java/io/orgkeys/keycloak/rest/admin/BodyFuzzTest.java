package io.orgkeys.keycloak.rest.admin;

import java.io.ByteArrayInputStream;
import java.util.List;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyBody;

/** Whatever comes as a body is read, or refused by a rule, and no value of it is in what is said about it. */
class BodyFuzzTest {

    private static final List<String> FIELDS = List.of(
            "organizationId",
            "type",
            "userId",
            "name",
            "description",
            "permissions",
            "enabled",
            "expiresAt",
            "gracePeriod",
            "keys",
            "roles",
            "maximumLifetime",
            "importedPrefixes");

    /** Nothing that we say has such a character. */
    private static final char MARK = '\u2603';

    @DictionaryEntries({
        "\"organizationId\":",
        "\"type\":\"bot\"",
        "\"userId\":",
        "\"name\":",
        "\"description\":",
        "\"permissions\":",
        "{\"stats\":[\"read\"]}",
        "\"enabled\":true",
        "\"expiresAt\":\"2027-01-31T12:00:00Z\"",
        "\"gracePeriod\":",
        "\"keys\":[{",
        "\"roles\":{",
        "\"maximumLifetime\":{\"bot\":",
        "\"importedPrefixes\":[",
        "null",
        "1e400",
        "-0",
        "9223372036854775808",
        "\\ud800",
        "\\u0000",
        "\u2603"
    })
    @FuzzTest
    void everyBodyIsReadOrRefused(byte[] bytes) {
        try {
            NewKey key = NewKey.of(read(bytes));
            refused(key.errors()::throwIfAny);
            if (key.content().name().chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("No control characters in names");
            }
            refused(() -> readInEveryWay(read(bytes)));
            for (JsonBody row : read(bytes).objects("keys", 10)) {
                refused(() -> readInEveryWay(row));
            }
        } catch (InvalidInputException e) {
            check(e);
        }
    }

    private static JsonBody read(byte[] bytes) {
        return JsonBody.read(new ByteArrayInputStream(bytes));
    }

    private static void readInEveryWay(JsonBody json) {
        new KeyBody(json).rotation();
        for (String field : FIELDS) {
            json.text(field);
            json.flag(field);
            json.number(field);
            json.instant(field);
            json.permissions(field).ifPresent(permissions -> permissions.toScope());
            json.texts(field);
            json.textsByName(field);
            json.numbersByName(field, List.of("user", "bot"));
            json.flagsByName(field, List.of("user", "bot"));
            json.lines(field);
            json.list(field);
            json.list(field, 20);
            json.unchanged(field, "other");
        }
        json.finish();
    }

    private static void refused(Runnable reading) {
        try {
            reading.run();
        } catch (InvalidInputException e) {
            check(e);
        }
    }

    private static void check(InvalidInputException e) {
        for (FieldError error : e.errors()) {
            if (error.detail().indexOf(MARK) >= 0 || error.field().indexOf(MARK) >= 0) {
                throw new AssertionError("What was sent is told: " + error);
            }
            if (error.field().length() > 200) {
                throw new AssertionError("As long as what was sent: " + error);
            }
        }
    }
}
