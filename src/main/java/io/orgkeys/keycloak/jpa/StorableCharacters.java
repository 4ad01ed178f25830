package io.orgkeys.keycloak.jpa;

import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.util.JpaUtils;

import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * The characters that can be stored in all columns that hold texts from requests: the columns of our tables, and the
 * columns of Keycloak's tables that we compare with such texts or write such texts to. Only MariaDB and MySQL have a
 * character set for each column, and report an error for a character that the set lacks.
 */
final class StorableCharacters {

    private static final Logger LOGGER = Logger.getLogger(StorableCharacters.class);

    /** Character sets of MariaDB and MySQL that lack supplementary characters, such as emoji. */
    private static final Set<String> WITHOUT_SUPPLEMENTARY = Set.of("utf8", "utf8mb3", "ucs2");

    private static final Set<String> FULL_UNICODE = Set.of("utf8mb4", "utf16", "utf16le", "utf32", "binary");

    /** Columns by table; an empty set stands for all columns. */
    private static final Map<String, Set<String>> COLUMNS = Map.of(
            "ORG_API_KEY",
            Set.of(),
            "ORG_API_KEY_ATTRIBUTE",
            Set.of("ATTRIBUTE_VALUE"),
            "ORG",
            Set.of("ID"),
            "USER_ENTITY",
            Set.of("ID"),
            "CLIENT",
            Set.of("CLIENT_ID"),
            "ADMIN_EVENT_ENTITY",
            Set.of("REPRESENTATION", "RESOURCE_PATH"));

    /** Accepts any text. */
    static final StorableCharacters ALL = new StorableCharacters(Set.of());

    private final boolean supplementary;
    private final List<Charset> charsets;

    private StorableCharacters(Set<String> names) {
        this.supplementary = names.stream().noneMatch(WITHOUT_SUPPLEMENTARY::contains);
        this.charsets = names.stream()
                .filter(name -> !WITHOUT_SUPPLEMENTARY.contains(name) && !FULL_UNICODE.contains(name))
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .toList();
    }

    /**
     * Returns the characters that exist in every one of these character sets.
     *
     * @param characterSets the names that MariaDB and MySQL use
     */
    static StorableCharacters of(Collection<String> characterSets) {
        return new StorableCharacters(Set.copyOf(characterSets));
    }

    /** Reads the character sets from the database. Called once per node, because a column keeps its character set. */
    static StorableCharacters read(EntityManager em) {
        return em.unwrap(Session.class).doReturningWork(connection -> {
            String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
            if (!product.contains("mariadb") && !product.contains("mysql")) {
                return ALL;
            }
            Set<String> characterSets = new HashSet<>();
            for (Map.Entry<String, Set<String>> table : COLUMNS.entrySet()) {
                characterSets.addAll(characterSets(
                        connection, JpaUtils.getTableNameForNativeQuery(table.getKey(), em), table.getValue()));
            }
            LOGGER.debugf("Texts of API keys are stored in the character sets %s", characterSets);
            return of(characterSets);
        });
    }

    private static Set<String> characterSets(Connection connection, String table, Set<String> columns)
            throws SQLException {
        Set<String> found = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show full columns from " + table)) {
            while (rows.next()) {
                String collation = rows.getString("Collation");
                if (collation != null
                        && (columns.isEmpty()
                                || columns.contains(rows.getString("Field").toUpperCase(Locale.ROOT)))) {
                    // the name of a collation begins with its character set
                    found.add(collation.replaceFirst("_.*", "").toLowerCase(Locale.ROOT));
                }
            }
        }
        return found;
    }

    boolean accept(String text) {
        return (supplementary || text.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                && (charsets.isEmpty()
                        || charsets.stream()
                                .allMatch(charset -> charset.newEncoder().canEncode(text)));
    }

    /** Returns the text, with a question mark for each character that cannot be stored. */
    String replaceUnstorable(String text) {
        return accept(text)
                ? text
                : text.codePoints()
                        .mapToObj(Character::toString)
                        .map(character -> accept(character) ? character : "?")
                        .reduce("", String::concat);
    }
}
