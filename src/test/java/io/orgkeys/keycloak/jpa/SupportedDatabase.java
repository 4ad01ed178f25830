package io.orgkeys.keycloak.jpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.database.core.MSSQLDatabase;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.Dialect;

/**
 * A database that Keycloak supports, with the classes that generate its SQL in Keycloak: Hibernate's dialect for the
 * database version that Quarkus assumes, and Liquibase's description of the database. The tests run this SQL in H2, in
 * the compatibility mode for this database.
 *
 * <p>TiDB is missing, because its dialect is not in Hibernate's core.
 */
enum SupportedDatabase {
    H2("dev-mem", DatabaseVersion.make(2, 4, 240), "2.4.240", new Limits(256, 100_000, 4, 100_000, 100_000), ""),
    POSTGRESQL(
            "postgres",
            DatabaseVersion.make(13),
            "13",
            new Limits(63, 2_704, 4, 65_535, 65_535),
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
            "for no key update of [\\w,]+|for update of [\\w,]+ => for update",
            "(insert into \\w+) as \\w+ => $1",
            " COLLATE \"C\" => "),
    MYSQL(
            "mysql",
            DatabaseVersion.make(8),
            "8.0",
            new Limits(64, 3_072, 4, 65_535, 65_535),
            ";MODE=MySQL;DATABASE_TO_LOWER=TRUE",
            "for update of [\\w,]+ => for update",
            "escape '\\\\\\\\' => escape '\\\\'",
            "(?i)^(alter table \\w+) add (.+), add (.+)$ => $1 add ($2, $3)",
            "(?i)^(drop index \\w+) on \\w+$ => $1"),
    MARIADB(
            "mariadb",
            DatabaseVersion.make(10, 6),
            "10.6",
            new Limits(64, 3_072, 4, 65_535, 65_535),
            ";MODE=MariaDB;DATABASE_TO_LOWER=TRUE",
            "escape '\\\\\\\\' => escape '\\\\'",
            "(?i)^(alter table \\w+) add (.+), add (.+)$ => $1 add ($2, $3)",
            "(?i)^(drop index \\w+) on \\w+$ => $1"),
    /**
     * Names have at most 30 characters in Oracle 12.1, and more in later versions. With blocks of 8 KiB, an index entry
     * has at most 6398 bytes.
     */
    ORACLE(
            "oracle",
            DatabaseVersion.make(19),
            "19",
            new Limits(30, 6_398, 4, 65_535, 1_000),
            ";MODE=Oracle",
            "for update of [\\w.,]+ => for update"),
    SQL_SERVER(
            "mssql",
            DatabaseVersion.make(13),
            "13.0",
            new Limits(128, 1_700, 2, 2_100, 2_100),
            ";MODE=MSSQLServer",
            "NONCLUSTERED (?=INDEX) => ",
            "count_big\\( => count(",
            "distinct top \\(\\?\\) => top (?) distinct",
            "delete (\\w+) from (\\w+ \\1) => delete from $2",
            "update (\\w+) set (.+) from (\\w+ \\1) where => update $3 set $2 where",
            "(?i)^(drop index \\w+) on \\w+$ => $1");

    /**
     * The maximum sizes that a database accepts.
     *
     * @param identifier the length of names, in characters
     * @param indexBytes the length of an index entry
     * @param bytesPerCharacter the maximum number of bytes of a character in an index entry
     * @param parameters the maximum number of parameters of a statement
     * @param list the maximum number of parameters in a list after {@code in}
     */
    record Limits(int identifier, int indexBytes, int bytesPerCharacter, int parameters, int list) {}

    private final String option;
    private final DatabaseVersion version;
    private final String liquibaseVersion;
    private final Limits limits;
    private final String mode;
    private final String[] unknownToH2;

    /**
     * @param option the value of Keycloak's option {@code db}
     * @param mode the settings of H2's compatibility mode
     * @param unknownToH2 the syntax of the database that H2 does not support in this mode. Each text is a regular
     *     expression, an arrow and the replacement
     */
    SupportedDatabase(
            String option,
            DatabaseVersion version,
            String liquibaseVersion,
            Limits limits,
            String mode,
            String... unknownToH2) {
        this.option = option;
        this.version = version;
        this.liquibaseVersion = liquibaseVersion;
        this.limits = limits;
        this.mode = mode;
        this.unknownToH2 = unknownToH2;
    }

    Limits limits() {
        return limits;
    }

    Dialect dialect() throws ReflectiveOperationException {
        return Class.forName(
                        org.keycloak.config.database.Database.getDialect(option).orElseThrow())
                .asSubclass(Dialect.class)
                .getConstructor(DatabaseVersion.class)
                .newInstance(version);
    }

    /** Returns Liquibase's description of the database. It has no connection. */
    Database liquibase() throws ReflectiveOperationException {
        Database database = this == SQL_SERVER
                // Keycloak uses a subclass that is in none of the jars of the tests. The subclass only caches the
                // edition
                ? new MSSQLDatabase()
                : Class.forName(org.keycloak.config.database.Database.getVendor(option)
                                .orElseThrow()
                                .getLiquibaseType())
                        .asSubclass(Database.class)
                        .getConstructor()
                        .newInstance();
        database.setConnection(new OfflineConnection(
                "offline:" + database.getShortName() + "?version=" + liquibaseVersion + "&outputLiquibaseSql=none",
                new ClassLoaderResourceAccessor()));
        return database;
    }

    /** Returns the statements of all change sets. */
    List<String> schema() throws LiquibaseException, ReflectiveOperationException {
        Database database = liquibase();
        List<String> statements = new ArrayList<>();
        for (ChangeSet changeSet : changeSets(database)) {
            changeSet.getChanges().stream()
                    .flatMap(change ->
                            Arrays.stream(SqlGeneratorFactory.getInstance().generateSql(change, database)))
                    .map(Sql::toSql)
                    .forEach(statements::add);
        }
        return statements;
    }

    static List<ChangeSet> changeSets(Database database) throws LiquibaseException {
        return new Liquibase(
                        new ApiKeyEntityProviderFactory().getChangelogLocation(),
                        new ClassLoaderResourceAccessor(),
                        database)
                .getDatabaseChangeLog()
                .getChangeSets();
    }

    /** Returns the URL of an empty H2 that supports most of the SQL of this database. */
    String url(String name) {
        return "jdbc:h2:mem:" + name + "-" + this + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE" + mode;
    }

    /** Replaces the syntax that H2 does not support. */
    String forH2(String sql) {
        String result = sql;
        for (String unknown : unknownToH2) {
            String[] replacement = unknown.split(" => ", -1);
            result = Pattern.compile(replacement[0]).matcher(result).replaceAll(replacement[1]);
        }
        return result;
    }

    /** Replaces the syntax of a parameter that H2 does not support. */
    Object parameterForH2(Object parameter) {
        if (this == SQL_SERVER && parameter instanceof String text) {
            return text.replace("\\[", "[");
        }
        // Oracle's driver also sends a flag as a number
        return this == ORACLE && parameter instanceof Boolean bool ? Integer.valueOf(bool ? 1 : 0) : parameter;
    }

    /** Writes statements into a file of the build directory, where people can read them. */
    void write(String topic, Stream<String> statements) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "sql"));
        Files.writeString(
                directory.resolve(option + "-" + topic + ".sql"),
                statements.map(sql -> sql + ";\n\n").reduce("", String::concat));
    }
}
