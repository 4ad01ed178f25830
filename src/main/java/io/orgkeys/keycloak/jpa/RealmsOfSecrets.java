package io.orgkeys.keycloak.jpa;

import liquibase.change.custom.CustomSqlChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.structure.core.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Copies the realm of each key to its secrets. SQL in the XML of a changelog cannot do that in every schema, because
 * Liquibase does not quote the name of the schema in a subselect.
 */
public final class RealmsOfSecrets implements CustomSqlChange {

    @Override
    public SqlStatement[] generateStatements(Database database) {
        String schema = schema(database);
        return new SqlStatement[] {
            new RawParameterizedSqlStatement(
                    "update " + schema + "ORG_API_KEY_SECRET set REALM_ID = (select k.REALM_ID from " + schema
                            + "ORG_API_KEY k where k.ID = KEY_ID)")
        };
    }

    /**
     * Returns the default schema and a dot, to put before table names. Quotes the schema by the same rules as
     * Liquibase. Returns an empty string if there is no default schema.
     */
    static String schema(Database database) {
        String schema = database.getDefaultSchemaName();
        return schema == null ? "" : database.escapeObjectName(schema, Schema.class) + ".";
    }

    @Override
    public String getConfirmationMessage() {
        return "The realm of the secrets of API keys has been set";
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
