package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a secret appears only in the answer that issues it, and in no other answer, log line, table or event. Each
 * test also finds a value that must be present, to prove that it searches the right data.
 */
@Tag("database")
@SuppressWarnings("NullAway.Init") // the fields are set before the first test
class SecrecyIT {

    static TestRealm realm;
    static SecretTour tour;

    @BeforeAll
    static void runTour() {
        realm = TestRealm.create();
        realm.storeEvents(
                "INTROSPECT_TOKEN",
                "INTROSPECT_TOKEN_ERROR",
                "CLIENT_LOGIN_ERROR",
                "LOGIN_ERROR",
                "USER_INFO_REQUEST_ERROR");
        tour = new SecretTour(realm);
        tour.run();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void onlyTheAnswerThatIssuesASecretContainsIt() {
        assertThat(tour.secrets()).hasSize(4).doesNotHaveDuplicates();
        for (Answer answer : tour.answers()) {
            assertThat(answer.body()).doesNotContain(tour.traces());
            assertThat(answer.headers().map().toString()).doesNotContain(tour.traces());
        }
        assertThat(tour.answers()).extracting(Answer::status).contains(200, 201, 204, 400, 401, 403, 404);
    }

    @Test
    void logContainsNoSecretEvenAtLevelDebug() throws IOException {
        List<String> leaks = logLines(line -> tour.traces().stream().anyMatch(line::contains));
        assertThat(leaks).isEmpty();
        String last = tour.keyIds().get(tour.keyIds().size() - 1);
        assertThat(logLines(line -> line.contains(last) && line.contains("DEBUG")))
                .isNotEmpty();
    }

    @Test
    void databaseContainsNoSecret() {
        assertThat(DatabaseSearch.find(TestServer.database(), tour.traces())).isEmpty();
        String current = tour.secrets().get(tour.secrets().size() - 1);
        String digest = Sha256.of(current);
        String name = SecretTour.BOT_NAME;
        Map<String, Set<String>> found = DatabaseSearch.find(TestServer.database(), List.of(digest, name));
        assertThat(found.get(digest)).containsExactly("ORG_API_KEY_SECRET.DIGEST");
        assertThat(found.get(name)).contains("ORG_API_KEY.NAME", "ADMIN_EVENT_ENTITY.REPRESENTATION");
    }

    @Test
    void eventsContainNoSecret() {
        String adminEvents =
                realm.admin("GET", "/admin-events?max=10000").expect(200).body();
        String events = realm.admin("GET", "/events?max=10000").expect(200).body();
        assertThat(adminEvents).doesNotContain(tour.traces());
        assertThat(events).doesNotContain(tour.traces());
        for (String id : tour.keyIds()) {
            assertThat(adminEvents).contains(id);
            assertThat(events).contains(id);
        }
    }

    /** Returns up to 20 lines of the server's log that match the condition. */
    private static List<String> logLines(Predicate<String> condition) throws IOException {
        try (Stream<String> lines = Files.lines(TestServer.keycloak().logFile(), StandardCharsets.ISO_8859_1)) {
            return lines.filter(condition).limit(20).toList();
        }
    }
}
