package io.orgkeys.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

/** Assertions about the rows of a key in the database. */
final class KeyRows {

    private KeyRows() {}

    /** Asserts that the database has no rows of these keys. */
    static void assertDeleted(Answer... keys) {
        for (Answer key : keys) {
            assertRows(key, 0, 0, 0);
        }
    }

    static void assertRows(Answer key, int keys, int secrets, int permissions) {
        String id = key.text("id");
        assertThat(Sql.number("select count(*) from ORG_API_KEY where ID = ?", id))
                .as("rows of the key")
                .isEqualTo(keys);
        assertThat(Sql.number("select count(*) from ORG_API_KEY_SECRET where KEY_ID = ?", id))
                .as("rows of its secrets")
                .isEqualTo(secrets);
        assertThat(Sql.number("select count(*) from ORG_API_KEY_PERMISSION where KEY_ID = ?", id))
                .as("rows of its permissions")
                .isEqualTo(permissions);
    }
}
