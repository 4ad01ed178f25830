package io.orgkeys.keycloak.jpa;

import java.util.stream.Stream;

import liquibase.change.custom.CustomSqlChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Gives each key exactly one row with its last use, with the realm of the key. Until then, only keys that had been used
 * had a row, and rows of deleted keys could exist. This is not in the XML of the changelog for the reason in {@link
 * RealmsOfSecrets}.
 */
public final class LastUsesOfKeys implements CustomSqlChange {

    @Override
    public SqlStatement[] generateStatements(Database database) {
        String uses = RealmsOfSecrets.schema(database) + "ORG_API_KEY_LAST_USE";
        String keys = RealmsOfSecrets.schema(database) + "ORG_API_KEY";
        return Stream.of(
                        "delete from " + uses + " where not exists (select 1 from " + keys + " k where k.ID = KEY_ID)",
                        "update " + uses + " set REALM_ID = (select k.REALM_ID from " + keys
                                + " k where k.ID = KEY_ID)",
                        "insert into " + uses + " (KEY_ID, REALM_ID, LAST_USED_AT) select k.ID, k.REALM_ID, 0 from "
                                + keys + " k where not exists (select 1 from " + uses + " u where u.KEY_ID = k.ID)")
                .map(RawParameterizedSqlStatement::new)
                .toArray(SqlStatement[]::new);
    }

    @Override
    public String getConfirmationMessage() {
        return "Each API key has a row for its last use";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor resources) {}

    @Override
    public @Nullable ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}
