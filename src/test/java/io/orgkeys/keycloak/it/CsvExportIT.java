package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.opencsv.CSVReader;
import com.opencsv.exceptions.CsvException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the list of keys as a CSV file. The realm has more keys than the server reads at once. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class CsvExportIT {

    private static final int MANY = 205;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static Answer formula;
    static Answer user;

    @BeforeAll
    static void createKeys() {
        realm.changeSettings("{\"botKeysPerOrganization\":300}");
        for (int i = 0; i < MANY; i++) {
            realm.createBot("acme", "many", "{}");
        }
        formula = realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("globex"),
                        "type",
                        "bot",
                        "name",
                        "=HYPERLINK(\"http://evil\")",
                        "description",
                        "Grüße, \"鍵\"; \uD83D\uDD11",
                        "permissions",
                        Map.of("stats", List.of("read"), "files", List.of("read")),
                        "allowedNetworks",
                        List.of("10.0.0.0/8", "192.0.2.0/24"),
                        "attributes",
                        Map.of("plan", List.of("pro", "ü"), "note", List.of("=1+1")),
                        "expiresAt",
                        "2099-01-01T00:00:00Z"))
                .expect(201);
        user = realm.createUserKey("globex", "carol");
    }

    @Test
    void containsEveryKeyInTheOrderOfTheList() {
        Answer answer = csv("").expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8;header=present");
        assertThat(answer.header("Content-Disposition"))
                .matches("attachment; filename=\"api-keys-\\d{4}-\\d\\d-\\d\\d\\.csv\"");
        assertThat(answer.header("Cache-Control")).contains("no-cache");
        assertThat(ids(answer)).isEqualTo(listed("?max=1000")).hasSize(MANY + 2);
        assertThat(answer.body()).endsWith("\r\n");
    }

    @Test
    void containsTheFieldsOfAKeyAndNoSecret() {
        Answer answer = csv("?organizationId=" + realm.organizationId("globex")).expect(200);
        assertThat(answer.body())
                .doesNotContain("secret\"")
                .doesNotContain(formula.text("secret").substring(8, 30));
        Map<String, String> bot = row(answer, formula);
        assertThat(bot)
                .containsEntry("organizationId", realm.organizationId("globex"))
                .containsEntry("type", "bot")
                .containsEntry("userId", "")
                .containsEntry("description", "Grüße, \"鍵\"; \uD83D\uDD11")
                .containsEntry("status", "active")
                .containsEntry("enabled", "true")
                .containsEntry("permissions", "files:read stats:read")
                .containsEntry("allowedNetworks", "10.0.0.0/8 192.0.2.0/24")
                .containsEntry("attributes", "note=%3D1%2B1&plan=pro&plan=%C3%BC")
                .containsEntry("createdAt", formula.text("createdAt"))
                .containsEntry("createdByName", "h0p-admin")
                .containsEntry("expiresAt", "2099-01-01T00:00:00Z")
                .containsEntry("lastUsedAt", "")
                .containsEntry("lastFour", formula.text("lastFour"));
        assertThat(row(answer, user))
                .containsEntry("type", "user")
                .containsEntry("userId", realm.userId("carol"))
                .containsEntry("username", "carol")
                .containsEntry("expiresAt", "");
    }

    @Test
    void noCellIsAFormula() {
        Answer answer = csv("?organizationId=" + realm.organizationId("globex")).expect(200);
        assertThat(row(answer, formula)).containsEntry("name", "'=HYPERLINK(\"http://evil\")");
    }

    @Test
    void appliesFiltersOrderAndPage() {
        for (String query : List.of(
                "?type=user",
                "?sort=-createdAt&max=7",
                "?status=active&first=200&max=3",
                "?max=0",
                "?search=nothing")) {
            assertThat(ids(csv(query).expect(200))).as(query).isEqualTo(listed(query));
        }
        assertThat(ids(csv("?first=3&sort=-expiresAt").expect(200)))
                .isEqualTo(listed("?first=3&max=1000&sort=-expiresAt"));
        assertThat(csv("?sort=none").expect(400).invalidFields()).containsExactly("sort");
        assertThat(csv("?colour=red").expect(400).invalidFields()).containsExactly("colour");
        assertThat(realm.keysAs("bob", "GET", "")
                        .header("Accept", "text/csv")
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void returnsJsonUnlessTheCallerPrefersCsv() {
        assertThat(realm.keys("GET", "?max=1").expect(200).json()).hasSize(1);
        for (String accept : List.of("*/*", "application/json", "application/json, text/csv;q=0.5, */*;q=0.1")) {
            assertThat(realm.keys("GET", "?max=1")
                            .header("Accept", accept)
                            .expect(200)
                            .header("Content-Type"))
                    .as(accept)
                    .startsWith("application/json");
        }
        assertThat(realm.keys("GET", "?max=1")
                        .header("Accept", "text/csv, application/json;q=0.5")
                        .expect(200)
                        .header("Content-Type"))
                .startsWith("text/csv");
        assertThat(realm.keys("GET", "?max=1")
                        .header("Accept", "*/*;q=nan")
                        .expect(400)
                        .text("errorMessage"))
                .startsWith("Accept: ");
    }

    /** The second batch has a row that cannot be read. The header of the answer has been sent by then. */
    @Test
    void aFailureAbortsTheResponse() throws Exception {
        String query = "?organizationId=" + realm.organizationId("acme");
        String last = ids(csv(query).expect(200)).get(MANY - 1);
        Vertx vertx = Vertx.vertx();
        try {
            for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
                HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(version));
                Sql.update("update ORG_API_KEY set KEY_TYPE = 'broken' where ID = ?", last);
                try {
                    // repeated, because without the abort, the server sometimes fails to complete the response, too
                    for (int i = 0; i < 30; i++) {
                        assertThatThrownBy(() -> download(client, version, query))
                                .as("%s", version)
                                .hasCauseInstanceOf(VertxException.class);
                    }
                } finally {
                    Sql.update("update ORG_API_KEY set KEY_TYPE = 'bot' where ID = ?", last);
                }
                assertThat(download(client, version, query)).endsWith("\r\n");
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    /**
     * Uses the client of Vert.x, because the JDK's client does not always notice that the server has closed the
     * connection: with Java 17, it sometimes waits forever.
     */
    private static String download(HttpClient client, HttpVersion version, String query) throws Exception {
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI(realm.adminUrl("/api-keys" + query))
                .putHeader("Accept", "text/csv")
                .putHeader("Authorization", "Bearer " + realm.token("h0p-admin"));
        return client.request(request)
                .compose(HttpClientRequest::send)
                .compose(response -> {
                    assertThat(response.version()).isEqualTo(version);
                    assertThat(response.statusCode()).isEqualTo(200);
                    return response.body();
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES)
                .toString();
    }

    private static Http csv(String query) {
        return realm.keys("GET", query).header("Accept", "text/csv");
    }

    private static List<Map<String, String>> rows(Answer answer) {
        try (CSVReader reader = new CSVReader(new StringReader(answer.body()))) {
            String[] names = reader.readNext();
            List<Map<String, String>> rows = new ArrayList<>();
            for (String[] cells : reader) {
                assertThat(cells).hasSameSizeAs(names);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < names.length; i++) {
                    row.put(names[i], cells[i]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException | CsvException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static Map<String, String> row(Answer answer, Answer key) {
        return rows(answer).stream()
                .filter(row -> key.text("id").equals(row.get("id")))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(Answer csv) {
        return rows(csv).stream().map(row -> row.getOrDefault("id", "")).toList();
    }

    private static List<String> listed(String query) {
        return StreamSupport.stream(realm.keys("GET", query).expect(200).json().spliterator(), false)
                .map((JsonNode key) -> key.path("id").asText())
                .toList();
    }
}
