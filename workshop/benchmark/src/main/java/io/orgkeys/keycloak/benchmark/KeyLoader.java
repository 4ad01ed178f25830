package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.StringReader;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.server.Database;
import org.postgresql.PGConnection;

/**
 * Inserts bot keys directly into the database, because it would take an hour to create a million keys through the REST
 * API.
 */
final class KeyLoader {

    /** The creator of one of {@value #RARE} keys. */
    static final String RARE_CREATOR = "left";

    /** A permission of one of {@value #RARE} keys. */
    static final String RARE_PERMISSION = "domains:delete";

    /** A null in the input of COPY. */
    private static final String NULL = "\\N";

    private static final int RARE = 200;
    private static final int BATCH = 20_000;

    /** The number of consecutive keys that belong to the same organization. */
    static final int PER_ORGANIZATION = 500;

    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Database database;
    private final String realmId;
    private final List<String> organizationIds;
    private final ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
    private int loaded;

    /** @param organizationIds the organizations, each of which gets {@value #PER_ORGANIZATION} keys in turn */
    KeyLoader(Database database, String realmId, List<String> organizationIds) {
        this.database = database;
        this.realmId = realmId;
        this.organizationIds = List.copyOf(organizationIds);
    }

    int loaded() {
        return loaded;
    }

    /**
     * Adds keys up to this total number.
     *
     * @return the secrets of the first {@code wanted} keys that were added
     */
    List<String> load(int total, int wanted) throws SQLException, IOException {
        List<String> secrets = new ArrayList<>();
        try (Connection connection = database.connect()) {
            while (loaded < total) {
                copy(connection, Math.min(BATCH, total - loaded), secrets, wanted);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("vacuum analyze");
            }
        }
        return secrets;
    }

    private void copy(Connection connection, int number, List<String> secrets, int wanted)
            throws SQLException, IOException {
        StringBuilder keys = new StringBuilder();
        StringBuilder digests = new StringBuilder();
        StringBuilder permissions = new StringBuilder();
        StringBuilder uses = new StringBuilder();
        for (int i = 0; i < number; i++) {
            ApiKeySecret secret = generator.generate("h0p", ApiKeyType.BOT);
            if (secrets.size() < wanted) {
                secrets.add(secret.reveal());
            }
            append(keys, digests, permissions, uses, secret.digest());
            loaded++;
        }
        copy(
                connection,
                "ORG_API_KEY (ID, REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, SLOT, NAME, SEARCH_NAME, ENABLED,"
                        + " CREATED_AT, CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, VERSION, IDLE_SINCE,"
                        + " EXPIRES_AT, LEAKED_AT)",
                keys);
        copy(connection, "ORG_API_KEY_SECRET (ID, KEY_ID, REALM_ID, DIGEST, LAST_FOUR, ISSUED_AT)", digests);
        copy(connection, "ORG_API_KEY_PERMISSION (KEY_ID, RESOURCE_NAME, ACTION_NAME)", permissions);
        copy(connection, "ORG_API_KEY_LAST_USE (KEY_ID, REALM_ID, LAST_USED_AT)", uses);
    }

    /**
     * The times of creation, expiry and last use are spread over a year. Every fourth key never expires, and every tenth
     * was never used.
     */
    private void append(
            StringBuilder keys,
            StringBuilder digests,
            StringBuilder permissions,
            StringBuilder uses,
            SecretDigest digest) {
        long now = System.currentTimeMillis();
        boolean rare = loaded % RARE == RARE - 1;
        String id = UUID.randomUUID().toString();
        String organization = organizationIds.get(loaded / PER_ORGANIZATION % organizationIds.size());
        String name = "Key " + loaded;
        row(
                keys,
                id,
                realmId,
                organization,
                "bot",
                organization,
                loaded,
                name,
                name.toLowerCase(java.util.Locale.ROOT),
                "true",
                now - spread(1),
                "user",
                rare ? RARE_CREATOR : "benchmark",
                "benchmark",
                1_700_000_000_000L,
                0,
                1_700_000_000_000L,
                loaded % 4 == 0 ? NULL : now + DAY + spread(2),
                rare ? now - spread(3) : NULL);
        row(uses, id, realmId, loaded % 10 == 0 ? 0 : now - spread(4));
        row(digests, UUID.randomUUID(), id, realmId, digest.sha256(), digest.lastFour(), 1_700_000_000_000L);
        row(permissions, id, "stats", "read");
        row(permissions, id, "shortLinks", "create");
        if (rare) {
            row(permissions, id, "domains", "delete");
        }
    }

    /** Returns a duration below a year, which is different for each key and for each seed. */
    private long spread(int seed) {
        return (loaded * 7_919L + seed * 104_729L) % 365 * DAY + (loaded * 15_485_863L) % DAY;
    }

    private static void row(StringBuilder rows, Object... values) {
        for (int i = 0; i < values.length; i++) {
            rows.append(i == 0 ? "" : "\t").append(values[i]);
        }
        rows.append('\n');
    }

    private static void copy(Connection connection, String table, StringBuilder rows) throws SQLException, IOException {
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin", new StringReader(rows.toString()));
    }
}
