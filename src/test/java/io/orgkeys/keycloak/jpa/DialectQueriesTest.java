package io.orgkeys.keycloak.jpa;

import java.io.InputStream;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;

import org.keycloak.models.jpa.entities.CompositeRoleEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.OrganizationEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every statement of the store in the SQL of each database that Keycloak supports, on an H2 that stands for that
 * database and has the tables that Liquibase creates there. Writes the SQL into {@code target/sql}.
 */
class DialectQueriesTest {

    private static final Pattern LOCK = Pattern.compile("for update|for no key update|updlock");
    private static final Pattern SKIP_LOCKED = Pattern.compile("skip locked|readpast");
    private static final Pattern PAGE = Pattern.compile("fetch first|limit \\?|top ?\\(");
    private static final Pattern JOINED = Pattern.compile(" join \\w+ (\\w+) on");
    private static final Pattern LIST = Pattern.compile(" in \\(([?,]+)\\)");
    private static final Pattern INSERT = Pattern.compile("^insert into \\w+ \\(([\\w,]+)\\) values");
    private static final Pattern PARAMETER = Pattern.compile("(?:(\\w+) ?(?:=|<>|<=|>=|<|>| like ))?\\?");
    private static final Pattern UNICODE_COLUMN = Pattern.compile("(?i)(\\w+) nvarchar2?\\(");

    private static final Map<SupportedDatabase, List<RecordedConnections.Statement>> STATEMENTS =
            new EnumMap<>(SupportedDatabase.class);

    /** A place in the code that sends a statement. */
    private record CallSite(String type, int line) {}

    private static final Set<CallSite> CALL_SITES = new HashSet<>();
    private static final Set<CallSite> CALLED = new HashSet<>();

    @BeforeAll
    static void runOnEachDatabase() throws Exception {
        Path classes = Path.of(JpaApiKeyStore.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        new ClassFileImporter()
                        .importPath(classes.resolve(
                                DialectQueriesTest.class.getPackageName().replace('.', '/')))
                        .stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getTargetOwner().isAssignableTo(EntityManager.class)
                                && call.getName().matches("create.*Query|find|lock|refresh|unwrap"))
                        .forEach(call -> CALL_SITES.add(
                                new CallSite(call.getOriginOwner().getName(), call.getLineNumber())));
        List<String> keycloakTables = keycloakTables();
        for (SupportedDatabase database : SupportedDatabase.values()) {
            run(database, keycloakTables);
        }
    }

    private static void run(SupportedDatabase database, List<String> keycloakTables) throws Exception {
        String url = database.url(UUID.randomUUID().toString());
        RecordedConnections connections = new RecordedConnections(database, url);
        STATEMENTS.put(database, connections.statements());
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : keycloakTables) {
                statement.execute(sql);
            }
            for (String sql : database.schema()) {
                statement.execute(database.forH2(sql));
            }
            Configuration configuration = keycloakEntities(database)
                    .addAnnotatedClasses(
                            new ApiKeyEntityProviderFactory().getEntities().toArray(Class<?>[]::new));
            configuration.getProperties().put(AvailableSettings.CONNECTION_PROVIDER, connections);
            try (SessionFactory sessions = configuration.buildSessionFactory()) {
                new StoreTour(sessions, connections, DialectQueriesTest::observed).run();
            } finally {
                database.write(
                        "queries",
                        connections.statements().stream()
                                .map(RecordedConnections.Statement::sql)
                                .distinct());
                statement.execute("shutdown");
            }
        }
    }

    /** Returns the statements that create Keycloak's tables in H2. */
    private static List<String> keycloakTables() throws Exception {
        StringWriter script = new StringWriter();
        Configuration configuration = keycloakEntities(SupportedDatabase.H2)
                .setProperty(AvailableSettings.JAKARTA_HBM2DDL_SCRIPTS_ACTION, "create");
        configuration.getProperties().put(AvailableSettings.JAKARTA_HBM2DDL_SCRIPTS_CREATE_TARGET, script);
        configuration.buildSessionFactory().close();
        return script.toString().lines().toList();
    }

    /** Returns the configuration of Keycloak's persistence unit, with the entities that the store uses. */
    private static Configuration keycloakEntities(SupportedDatabase database) throws Exception {
        Configuration configuration = new Configuration()
                .setProperty("hibernate.boot.allow_jdbc_metadata_access", false)
                // do not check Keycloak's named queries, because they also use entities that this configuration lacks
                .setProperty(AvailableSettings.QUERY_STARTUP_CHECKING, false)
                .setProperty(AvailableSettings.FAIL_ON_PAGINATION_OVER_COLLECTION_FETCH, true);
        configuration.getProperties().put(AvailableSettings.DIALECT, database.dialect());
        try (InputStream unit = OrganizationEntity.class.getResourceAsStream("/default-persistence.xml")) {
            NodeList properties = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(unit)
                    .getElementsByTagName("property");
            for (int i = 0; i < properties.getLength(); i++) {
                Element property = (Element) properties.item(i);
                configuration.setProperty(property.getAttribute("name"), property.getAttribute("value"));
            }
        }
        return configuration.addAnnotatedClasses(withReferences(
                        CompositeRoleEntity.class,
                        GroupRoleMappingEntity.class,
                        OrganizationEntity.class,
                        UserGroupMembershipEntity.class,
                        FederatedUserGroupMembershipEntity.class)
                .toArray(Class<?>[]::new));
    }

    /** Returns these entities, and all entities that they refer to. */
    private static Set<Class<?>> withReferences(Class<?>... entities) {
        Set<Class<?>> all = new LinkedHashSet<>();
        Deque<Class<?>> next = new ArrayDeque<>(List.of(entities));
        while (!next.isEmpty()) {
            Class<?> entity = next.remove();
            if (entity.isAnnotationPresent(Entity.class) && all.add(entity)) {
                for (Field field : entity.getDeclaredFields()) {
                    next.add(field.getType());
                    if (field.getGenericType() instanceof ParameterizedType generic) {
                        for (Type argument : generic.getActualTypeArguments()) {
                            if (argument instanceof Class<?> type) {
                                next.add(type);
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Returns an entity manager that records where in the code it is called. */
    private static EntityManager observed(EntityManager em) {
        return (EntityManager) Proxy.newProxyInstance(
                DialectQueriesTest.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> {
                    StackWalker.getInstance()
                            .walk(frames -> frames.map(
                                            frame -> new CallSite(frame.getClassName(), frame.getLineNumber()))
                                    .filter(CALL_SITES::contains)
                                    .findFirst())
                            .ifPresent(CALLED::add);
                    try {
                        return method.invoke(em, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void runsAllStatementsOfTheStore() {
        assertThat(CALL_SITES).hasSizeGreaterThan(40);
        assertThat(CALLED).isEqualTo(CALL_SITES);
    }

    /**
     * Which statement the store sends next depends on the result of the previous statement. So if the statements are
     * the same for each database, the results were the same, too. Does not compare the locks of outer joins, because
     * some databases need several statements for them.
     */
    @ParameterizedTest
    @EnumSource
    void sendsTheSameStatementsToEachDatabase(SupportedDatabase database) {
        assertThat(kinds(database)).isEqualTo(kinds(SupportedDatabase.H2));
    }

    private static List<RecordedConnections.Statement> recorded(SupportedDatabase database) {
        return Objects.requireNonNull(STATEMENTS.get(database));
    }

    private static List<String> kinds(SupportedDatabase database) {
        return recorded(database).stream()
                .filter(statement -> !statement.stale())
                .map(RecordedConnections.Statement::sql)
                .map(sql -> sql.substring(0, sql.indexOf(' '))
                        + (LOCK.matcher(sql).find() ? ", locks" : "")
                        + (SKIP_LOCKED.matcher(sql).find() ? ", skips locked rows" : "")
                        + (PAGE.matcher(sql).find() ? ", page" : ""))
                .toList();
    }

    private static Stream<String> statements(SupportedDatabase database) {
        return recorded(database).stream().map(RecordedConnections.Statement::sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            H2         | for update                          | for update skip locked             | offset \\? rows fetch first \\? rows only
            POSTGRESQL | for no key update of \\w+            | for no key update of \\w+ skip locked | offset \\? rows fetch first \\? rows only
            MYSQL      | for update of \\w+                   | for update of \\w+ skip locked      | limit \\?,\\?
            MARIADB    | for update                          | for update skip locked             | limit \\?,\\?
            ORACLE     | for update of [\\w.,]+               | for update of [\\w.,]+ skip locked  | offset \\? rows fetch first \\? rows only
            SQL_SERVER | with \\(updlock,holdlock,rowlock\\)   | with \\(updlock,rowlock,readpast\\)  | offset \\? rows fetch first \\? rows only
            """)
    void locksAndPagesAsTheDatabaseDoes(SupportedDatabase database, String lock, String skipLocked, String page) {
        assertThat(statements(database).filter(sql -> LOCK.matcher(sql).find()))
                .hasSizeGreaterThan(10)
                .allMatch(sql -> Pattern.compile(SKIP_LOCKED.matcher(sql).find() ? skipLocked : lock)
                        .matcher(sql)
                        .find());
        assertThat(statements(database).filter(sql -> sql.contains("order by ake1_0.SEARCH_NAME")))
                .hasSizeGreaterThan(5)
                .allMatch(sql -> Pattern.compile(page + "$").matcher(sql).find());
    }

    /**
     * On MySQL, a query with a lock reads the current rows only from the tables that its {@code of} clause names. From
     * its other tables, it reads the rows as they were at the beginning of the transaction.
     */
    @Test
    void locksAllTablesOfAJoinOnMySql() {
        assertThat(statements(SupportedDatabase.MYSQL)
                        .filter(sql -> LOCK.matcher(sql).find() && sql.contains(" join ")))
                .isNotEmpty()
                .allMatch(
                        sql -> List.of(sql.replaceFirst(".* for update of ", "").split(",", -1))
                                .containsAll(JOINED.matcher(sql)
                                        .results()
                                        .map(table -> table.group(1))
                                        .toList()));
    }

    @ParameterizedTest
    @EnumSource
    void keepsWithinTheLimitsOfTheDatabase(SupportedDatabase database) {
        assertThat(recorded(database))
                .allMatch(statement ->
                        statement.setters().size() <= database.limits().parameters())
                .allMatch(statement -> LIST.matcher(statement.sql())
                        .results()
                        .allMatch(list ->
                                list.group(1).length() / 2 < database.limits().list()));
    }

    /**
     * With one query per pepper, a row that moves to another pepper between two queries could be missing in both
     * results. Then the longest list would have 512 digests: one for each secret, and those that Hibernate repeats.
     */
    @ParameterizedTest
    @EnumSource
    void queriesAllDigestsOfASecretAtOnce(SupportedDatabase database) {
        assertThat(statements(database)
                        .filter(sql -> sql.contains(" join ") && sql.contains(".DIGEST in ("))
                        .flatMap(sql -> LIST.matcher(sql).results())
                        .mapToInt(list -> list.group(1).length() / 2 + 1))
                .anyMatch(digests -> digests > 1.5 * StoreTour.SECRETS);
    }

    /**
     * The method that sets a parameter must match the type of the column. Otherwise, SQL Server and Oracle would replace
     * characters that are not in their code page, or would convert a whole column before they compare it.
     */
    @ParameterizedTest
    @EnumSource(names = {"SQL_SERVER", "ORACLE"})
    void sendsUnicodeToColumnsOfUnicode(SupportedDatabase database) throws Exception {
        Set<String> unicode = database.schema().stream()
                .flatMap(sql -> UNICODE_COLUMN.matcher(sql).results())
                .map(column -> column.group(1))
                .collect(Collectors.toSet());
        assertThat(unicode).contains("NAME", "SEARCH_NAME", "DESCRIPTION");
        Set<String> sent = new TreeSet<>();
        for (RecordedConnections.Statement statement : recorded(database)) {
            if (!statement.sql().contains("ORG_API_KEY")) {
                continue; // the statement uses only tables of Keycloak
            }
            columns(statement.sql()).forEach((parameter, column) -> {
                String setter = String.valueOf(statement.setters().get(parameter));
                if (!setter.equals("setNull")) {
                    assertThat(setter.equals("setNString"))
                            .as("%s of %s in %s", setter, column, statement.sql())
                            .isEqualTo(unicode.contains(column));
                    sent.add(column);
                }
            });
        }
        assertThat(sent).containsAll(unicode).contains("ID", "DIGEST", "OWNER_ID");
    }

    /**
     * Returns the column of each parameter: the column in which the parameter is stored, or with which it is compared.
     * Omits parameters in more complex expressions.
     */
    private static Map<Integer, String> columns(String sql) {
        Map<Integer, String> columns = new TreeMap<>();
        Matcher insert = INSERT.matcher(sql);
        if (insert.find()) {
            String[] names = insert.group(1).split(",", -1);
            for (int i = 0; i < names.length; i++) {
                columns.put(i + 1, names[i]);
            }
            return columns;
        }
        Matcher parameter = PARAMETER.matcher(sql);
        for (int i = 1; parameter.find(); i++) {
            if (parameter.group(1) != null) {
                columns.put(i, parameter.group(1));
            }
        }
        return columns;
    }
}
