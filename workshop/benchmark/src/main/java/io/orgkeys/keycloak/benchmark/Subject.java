package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.keycloak.services.resource.RealmResourceProviderFactory;

import io.orgkeys.keycloak.benchmark.empty.EmptyResourceFactory;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.ProviderJar;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.Project;
import org.jspecify.annotations.Nullable;

/** The measured Keycloak server. */
final class Subject implements AutoCloseable {

    private static final String REALM = "h0p";
    private static final int ACCESS_TOKENS = 100;
    private static final int COUNTED_VERIFICATIONS = 10_000;

    /** The maximum number of keys in a request that changes many keys. */
    private static final int BULK = 100;

    /** A member of the organization acme in the example realm. */
    private static final String MEMBER = "bob";

    private static final String ACME = "11111111-1111-4111-8111-111111111111";

    /**
     * How long it takes at most until all usage counts are written to the database and removed from memory, in
     * milliseconds.
     */
    private static final int USAGE_FLUSH = 40_000;

    /** How long it takes at most until all cache entries of keys have expired, in milliseconds. */
    private static final int LIFESPAN = 51_000;

    /**
     * How long it takes at most until the statistics of PostgreSQL are complete, in milliseconds. An idle backend
     * reports its statistics after ten seconds.
     */
    private static final int STATISTICS_DELAY = 12_000;

    /** The last line of a class histogram: instances, then bytes. */
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    private final Database database;
    private final KeycloakServer keycloak;
    private final Path directory;
    private final List<String> warm = new ArrayList<>();
    private @Nullable String membersKey;
    private String organizationId = "";

    private Subject(Database database, KeycloakServer keycloak, Path directory) {
        this.database = database;
        this.keycloak = keycloak;
        this.directory = directory;
    }

    static Subject start(Database database, Path directory, String... options) {
        Path jar = ProviderJar.of(
                directory.resolve("empty-endpoint.jar"),
                Map.of(RealmResourceProviderFactory.class, EmptyResourceFactory.class));
        KeycloakServer keycloak = KeycloakServer.builder()
                .name("benchmark")
                .database(database)
                .production()
                .providers(Project.jar(), jar)
                .importRealm(Path.of("realm-export.json"))
                // all load comes from one address and sets the client address in a header
                .options("--proxy-headers=xforwarded")
                .options(options)
                .start();
        Subject subject = new Subject(database, keycloak, directory);
        for (String realm : List.of("master", REALM)) {
            Http.request("PUT", keycloak.baseUrl() + "/admin/realms/" + realm)
                    .bearer(subject.adminToken())
                    .json(Map.of("realm", realm, "accessTokenLifespan", 7_200))
                    .send()
                    .expect(204);
        }
        subject.addAudience("shortlinks-api");
        subject.addAudience("demo-cli");
        return subject;
    }

    /**
     * Adds the introspecting client to the audience of access tokens, because Keycloak only introspects tokens whose
     * audience contains the client.
     */
    private void addAudience(String issuedFor) {
        String client = Http.get(adminUrl() + "/clients?clientId=" + issuedFor)
                .bearer(adminToken())
                .send()
                .expect(200)
                .json()
                .path(0)
                .path("id")
                .asText();
        Http.post(adminUrl() + "/clients/" + client + "/protocol-mappers/models")
                .bearer(adminToken())
                .json(Map.of(
                        "name", "audience",
                        "protocol", "openid-connect",
                        "protocolMapper", "oidc-audience-mapper",
                        "config", Map.of("included.client.audience", "shortlinks-api", "access.token.claim", "true")))
                .send()
                .expect(201);
    }

    String realmId() {
        return Http.get(adminUrl()).bearer(adminToken()).send().expect(200).text("id");
    }

    /** Creates organizations and returns their ids. */
    List<String> createOrganizations(int number) {
        List<String> ids = new ArrayList<>();
        String token = adminToken();
        for (int i = 0; i < number; i++) {
            String name = "organization-" + i;
            String location = Http.post(adminUrl() + "/organizations")
                    .bearer(token)
                    .json(Map.of("name", name, "alias", name, "domains", List.of(Map.of("name", name + ".example"))))
                    .send()
                    .expect(201)
                    .header("Location");
            ids.add(location.substring(location.lastIndexOf('/') + 1));
        }
        organizationId = ids.get(0);
        return ids;
    }

    Site site(List<String> warmKeys, List<String> coldKeys, int seconds, int rounds, boolean brief) throws IOException {
        warm.clear();
        warm.addAll(warmKeys);
        List<String> tokens =
                Stream.generate(this::accessToken).limit(ACCESS_TOKENS).toList();
        return new Site(
                keycloak.baseUrl() + "/realms/" + REALM,
                adminUrl(),
                adminToken(),
                organizationId,
                write("warm-keys.csv", warmKeys),
                write("cold-keys.csv", coldKeys),
                write("access-tokens.csv", tokens),
                write("members-keys.csv", List.of(membersKey())),
                write(
                        "members-tokens.csv",
                        Stream.generate(this::membersToken).limit(ACCESS_TOKENS).toList()),
                keycloak.javaProcess().pid(),
                directory.resolve("server-times"),
                seconds,
                rounds,
                brief);
    }

    /** Returns the ids of the keys that were loaded last. */
    List<String> lastKeys(int number) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement statement =
                        connection.prepareStatement("select ID from ORG_API_KEY order by SLOT desc limit ?")) {
            statement.setInt(1, number);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
        }
        return ids;
    }

    /** @param action see {@code POST /bulk} in docs/admin-rest.md */
    void change(String adminToken, String action, List<String> keyIds) {
        for (int i = 0; i < keyIds.size(); i += BULK) {
            List<String> ids = keyIds.subList(i, Math.min(i + BULK, keyIds.size()));
            int succeeded = Http.post(adminUrl() + "/api-keys/bulk")
                    .bearer(adminToken)
                    .json(Map.of("action", action, "ids", ids))
                    .send()
                    .expect(200)
                    .json()
                    .path("succeeded")
                    .asInt();
            if (succeeded != ids.size()) {
                throw new IllegalStateException("Only " + succeeded + " keys were changed");
            }
        }
    }

    /** Returns the processor time of the server so far. */
    Duration processorTime() {
        return keycloak.javaProcess().info().totalCpuDuration().orElseThrow();
    }

    private Path write(String name, List<String> values) throws IOException {
        return Files.write(
                directory.resolve(name),
                Stream.concat(Stream.of("key"), values.stream()).toList());
    }

    private String adminUrl() {
        return keycloak.baseUrl() + "/admin/realms/" + REALM;
    }

    private String adminToken() {
        return Http.post(keycloak.baseUrl() + "/realms/master/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN))
                .send()
                .expect(200)
                .text("access_token");
    }

    private String accessToken() {
        return Http.post(keycloak.baseUrl() + "/realms/" + REALM + "/protocol/openid-connect/token")
                .basic("shortlinks-api", "shortlinks-api-secret")
                .form(Map.of("grant_type", "client_credentials"))
                .send()
                .expect(200)
                .text("access_token");
    }

    /** Gets a token with the data that a key also provides: the user and the organization. */
    private String membersToken() {
        return Http.post(keycloak.baseUrl() + "/realms/" + REALM + "/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type", "password",
                        "client_id", "demo-cli",
                        "username", MEMBER,
                        "password", MEMBER,
                        "scope", "organization"))
                .send()
                .expect(200)
                .text("access_token");
    }

    /**
     * Returns the member's key. The key is created only once, because by default, a member can have only one user key.
     */
    private String membersKey() {
        String secret = membersKey;
        if (secret == null) {
            secret = Http.post(keycloak.baseUrl() + "/realms/" + REALM + "/api-keys/organizations/" + ACME + "/keys")
                    .bearer(membersToken())
                    .json(Map.of("type", "user", "name", "Laptop", "permissions", Map.of("stats", List.of("read"))))
                    .send()
                    .expect(201)
                    .text("secret");
            membersKey = secret;
        }
        return secret;
    }

    /**
     * Returns the number of database transactions per 1,000 verifications. Counts over many verifications, because
     * there are always other transactions: Keycloak's scheduled tasks, PostgreSQL's own transactions, and the writes of
     * usage counts twice a minute.
     */
    double transactionsPerThousandVerifications() throws SQLException, InterruptedException {
        Thread.sleep(LIFESPAN); // otherwise some cache entries would expire during the measurement
        warm.forEach(this::verify);
        long before = transactions();
        for (int i = 0; i < COUNTED_VERIFICATIONS; i++) {
            verify(warm.get(i % warm.size()));
        }
        return (transactions() - before) * 1_000.0 / COUNTED_VERIFICATIONS;
    }

    private void verify(String key) {
        Http.get(keycloak.baseUrl() + "/realms/" + REALM + "/api-keys/verify?permission=stats:read")
                .key(key)
                .send()
                .expect(200);
    }

    private long transactions() throws SQLException, InterruptedException {
        Thread.sleep(STATISTICS_DELAY);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Returns by how many bytes the heap of the server grows for each key that the server verifies for the first time.
     */
    long bytesPerCachedKey(List<String> newKeys) throws IOException, InterruptedException {
        Thread.sleep(USAGE_FLUSH);
        long before = liveBytes();
        newKeys.forEach(this::verify);
        Thread.sleep(USAGE_FLUSH);
        return (liveBytes() - before) / newKeys.size();
    }

    private long liveBytes() throws IOException, InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(keycloak.javaProcess().pid()),
                            "GC.class_histogram") // counts reachable objects only
                    .redirectErrorStream(true)
                    .start();
            String total = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            process.waitFor();
            least = Math.min(
                    least,
                    TOTAL.matcher(total)
                            .results()
                            .map(match -> Long.valueOf(match.group(1)))
                            .findFirst()
                            .orElseThrow());
        }
        return least;
    }

    @Override
    public void close() {
        keycloak.close();
    }
}
