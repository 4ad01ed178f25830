package io.orgkeys.keycloak.rest.admin;

import java.io.ByteArrayInputStream;
import java.util.List;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyRotation;
import io.orgkeys.keycloak.rest.KeyUpdate;

/** Fuzzes request bodies: each is read or refused, and no error repeats a value of the body. */
class BodyFuzzTest {

    /** A character that no error text of ours contains. */
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
    void readsOrRefusesEveryBody(byte[] bytes) {
        try {
            JsonBody json = JsonBody.read(new ByteArrayInputStream(bytes));
            Body<KeyCreation> creation = json.bind(KeyCreation.class);
            creation.value().checkOwner(creation.errors());
            if (creation.value().key().content(creation.errors()).name().chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("A name has a control character");
            }
            refused(creation);
            for (Class<? extends Record> type : List.of(
                    KeyUpdate.class,
                    KeyRotation.class,
                    ApiKeysAdminResource.Lookup.class,
                    ResourceCreation.class,
                    ResourceUpdate.class)) {
                refused(json.bind(type));
            }
            FieldErrors errors = new FieldErrors();
            ApiKeySettings.DEFAULT.changed(json.object(), errors).json();
            refused(errors);
            Body<KeyImport> keyImport = json.bind(KeyImport.class);
            refused(keyImport);
            for (Body<ImportedKey> row : keyImport.value().keys()) {
                row.value().check(row.errors());
                refused(row);
            }
        } catch (InvalidInputException e) {
            check(e);
        }
    }

    private static void refused(Body<?> body) {
        refused(body.errors());
    }

    private static void refused(FieldErrors errors) {
        try {
            errors.throwIfAny();
        } catch (InvalidInputException e) {
            check(e);
        }
    }

    private static void check(InvalidInputException e) {
        for (FieldError error : e.errors()) {
            if (error.detail().indexOf(MARK) >= 0 || error.field().indexOf(MARK) >= 0) {
                throw new AssertionError("The error repeats the body: " + error);
            }
            if (error.field().length() > 200) {
                throw new AssertionError("The field name of the error is too long: " + error);
            }
        }
    }
}
