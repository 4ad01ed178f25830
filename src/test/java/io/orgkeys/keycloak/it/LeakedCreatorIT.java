package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A report about a leaked key also disables the keys that a thief created with the leaked key. */
@Tag("database")
class LeakedCreatorIT {

    private static final String MANAGER =
            "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final LeakScanner scanner = new LeakScanner("scanner");

    static final MailServer mails = new MailServer();

    @BeforeAll
    static void register() {
        mails.serve(realm);
        scanner.register(realm);
        realm.changeSettings("{\"botKeysPerOrganization\":1000,\"userKeysPerMember\":10}");
    }

    @AfterAll
    static void stop() {
        mails.close();
    }

    @BeforeEach
    void deleteEvents() {
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @Test
    void disablesTheKeysThatALeakedKeyCreatedDirectlyOrIndirectly() {
        Answer leaked = realm.createBot("acme", "Leaked", MANAGER);
        Answer child = create(leaked, "Child", MANAGER);
        Answer grandchild = create(child, "Grandchild", "{\"stats\":[\"read\"]}");
        Answer stranger = realm.createBot("acme", "Of somebody else");
        scanner.report(realm, leaked.text("secret")).expect(200);
        for (Answer key : List.of(leaked, child, grandchild)) {
            assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
            assertThat(enable(key).code()).isEqualTo("leaked_key");
        }
        realm.verify(stranger).expect(200);
        List<JsonNode> events = leakEvents();
        assertThat(events).hasSize(3);
        for (Answer key : List.of(child, grandchild)) {
            JsonNode event = events.stream()
                    .filter(one -> one.get("resourcePath").asText().endsWith(key.text("id")))
                    .findFirst()
                    .orElseThrow();
            assertThat(event.at("/details/leaked_key").asText()).isEqualTo(leaked.text("id"));
            assertThat(event.at("/details/remedy").asText()).isEqualTo("key_disabled");
            assertThat(event.at("/details/leak_url").asText()).isEqualTo(LeakScanner.URL);
        }
    }

    @Test
    void theMailHasTheNumberOfKeysThatWereDisabledWithTheLeakedKey() {
        Answer alone = realm.createBot("acme", "Without children", MANAGER);
        scanner.report(realm, alone.text("secret")).expect(200);
        assertThat(mails.about("Without children", 1).get(0).parts())
                .allSatisfy(part -> assertThat(part).doesNotContain("created with this key"));
        Answer leaked = realm.createBot("acme", "With children", MANAGER);
        Answer child = create(leaked, "Child one", MANAGER);
        create(child, "Child two", "{}");
        scanner.report(realm, leaked.text("secret")).expect(200);
        assertThat(mails.about("With children", 1).get(0).parts())
                .allSatisfy(part -> assertThat(part)
                        .containsPattern(
                                "created\\s+with\\s+this\\s+key\\s+and\\s+are\\s+now\\s+disabled,\\s+too:\\s+2"));
    }

    @Test
    void keepsKeysThatWereCreatedBeforeTheLeakedSecretWasIssued() {
        Answer key = realm.createBot("acme", "Rotated", MANAGER);
        Answer before = create(key, "Before", "{\"stats\":[\"read\"]}");
        Answer rotated = realm.rotate(key, "{\"gracePeriod\":3600}");
        Answer since = create(rotated, "Since", "{\"stats\":[\"read\"]}");
        scanner.report(realm, rotated.text("secret")).expect(200);
        assertThat(realm.verify(since).code()).isEqualTo("disabled_key");
        realm.verify(before).expect(200);
        // now the former secret is reported, too, so the keys that were created with the former secret are disabled
        scanner.report(realm, key.text("secret")).expect(200);
        assertThat(realm.verify(before).code()).isEqualTo("disabled_key");
    }

    @Test
    void disablesTheKeysOfALeakedKeyThatWasDeleted() {
        Answer leaked = realm.createBot("acme", "Deletes itself", MANAGER);
        Answer child = create(leaked, "Orphan", "{\"stats\":[\"read\"]}");
        realm.accountWith(leaked.text("secret"), "DELETE", "/self").expect(204);
        realm.verify(child).expect(200);
        scanner.report(realm, leaked.text("secret")).expect(200);
        assertThat(realm.verify(child).code()).isEqualTo("disabled_key");
    }

    @Test
    void disablesTheKeysThatADeletedIntermediateKeyCreated() {
        Answer leaked = realm.createBot("acme", "Hides", MANAGER);
        Answer child = create(leaked, "Between", MANAGER);
        Answer grandchild = create(child, "Hidden", "{\"stats\":[\"read\"]}");
        realm.accountWith(child.text("secret"), "DELETE", "/self").expect(204);
        scanner.report(realm, leaked.text("secret")).expect(200);
        assertThat(realm.verify(grandchild).code()).isEqualTo("disabled_key");
    }

    @Test
    void aRepeatedReportDoesNotDisableRepairedKeys() {
        Answer leaked = realm.createBot("acme", "Replayed", MANAGER);
        Answer child = create(leaked, "Mended", "{\"stats\":[\"read\"]}");
        scanner.report(realm, leaked.text("secret")).expect(200);
        Answer repaired = realm.rotate(child, "{\"gracePeriod\":3600}");
        enable(child).expect(200);
        scanner.report(realm, leaked.text("secret")).expect(200);
        realm.verify(repaired).expect(200);
        assertThat(realm.verify(child).code()).isEqualTo("unknown_key");
        realm.revoke(leaked);
        scanner.report(realm, leaked.text("secret")).expect(200);
        realm.verify(repaired).expect(200);
    }

    @Test
    void disablesTheKeysThatALeakedUserKeyCreated() {
        Answer leaked = realm.createUserKey("acme", "alice", MANAGER);
        Answer child = create(leaked, "Of a user key", "{\"stats\":[\"read\"]}");
        scanner.report(realm, leaked.text("secret")).expect(200);
        assertThat(realm.verify(child).code()).isEqualTo("disabled_key");
    }

    @Test
    void disablesKeysThatAreCreatedConcurrentlyWithTheReport() throws Exception {
        int early = 0;
        // repeats until at least one key was created before the server handled the report; otherwise, the test would
        // check nothing
        for (int round = 0; round < 3 || (early == 0 && round < 20); round++) {
            Answer leaked = round == 0
                    ? realm.createUserKey("acme", "alice", MANAGER)
                    : realm.createBot("acme", "Raced " + round, MANAGER);
            ConcurrentLinkedQueue<Answer> created = new ConcurrentLinkedQueue<>();
            List<Supplier<Answer>> requests = new ArrayList<>(Stream.generate(() -> (Supplier<Answer>) () -> {
                        Answer answer = realm.accountWith(leaked.text("secret"), "POST", realm.keysOf("acme"))
                                .json(body("Raced", "{\"stats\":[\"read\"]}"))
                                .send();
                        created.add(answer);
                        return answer;
                    })
                    .limit(6)
                    .toList());
            requests.add(() -> scanner.report(realm, leaked.text("secret")));
            for (Answer answer : ConcurrentRequests.send(requests)) {
                assertThat(answer.status()).as(answer.body()).isIn(200, 201, 401, 403);
            }
            List<Answer> children =
                    created.stream().filter(answer -> answer.status() == 201).toList();
            assertThat(children)
                    .allSatisfy(child -> assertThat(realm.verify(child).code()).isEqualTo("disabled_key"));
            early += children.size();
        }
        assertThat(early).as("keys that were created before the report").isPositive();
    }

    @Test
    void filtersByTheKeyThatCreatedAKey() {
        Answer creator = realm.createBot("acme", "Creator", MANAGER);
        Answer first = create(creator, "First", "{}");
        Answer second = create(creator, "Second", "{}");
        String query = "?createdBy=" + creator.text("id");
        assertThat(ids(realm.keys("GET", query))).containsExactly(first.text("id"), second.text("id"));
        assertThat(realm.keys("GET", "/count" + query).expect(200).body()).isEqualTo("2");
        assertThat(ids(realm.keys("GET", query + "&search=sec"))).containsExactly(second.text("id"));
        assertThat(ids(realm.accountAs("alice", "GET", realm.keysOf("acme") + query)))
                .containsExactly(first.text("id"), second.text("id"));
        // callers who can see only their own keys get an empty list
        assertThat(ids(realm.accountAs("bob", "GET", realm.keysOf("acme") + query)))
                .isEmpty();
        assertThat(ids(realm.accountAs("carol", "GET", realm.keysOf("globex") + query)))
                .isEmpty();
        realm.revoke(creator);
        assertThat(ids(realm.keys("GET", query))).hasSize(2);
        assertThat(ids(realm.keys("GET", "?createdBy=" + realm.userId("h0p-admin"))))
                .doesNotContain(first.text("id"), second.text("id"));
        assertThat(realm.keys("GET", "?createdBy=" + "x".repeat(256)).send().invalidFields())
                .containsExactly("createdBy");
    }

    private static List<String> ids(Http request) {
        List<String> ids = new ArrayList<>();
        request.expect(200).json().forEach(key -> ids.add(key.get("id").asText()));
        return ids;
    }

    private static Answer create(Answer creator, String name, String permissions) {
        return realm.accountWith(creator.text("secret"), "POST", realm.keysOf("acme"))
                .json(body(name, permissions))
                .expect(201);
    }

    private static String body(String name, String permissions) {
        return "{\"type\":\"bot\",\"name\":\"%s\",\"permissions\":%s}".formatted(name, permissions);
    }

    private static Answer enable(Answer key) {
        return realm.keys("PUT", "/" + key.text("id"))
                .json(Map.of("enabled", true))
                .send();
    }

    private static List<JsonNode> leakEvents() {
        List<JsonNode> leaks = new ArrayList<>();
        realm.admin("GET", "/admin-events?max=1000").expect(200).json().forEach(event -> {
            if (event.at("/details/action").asText().equals("leak")) {
                leaks.add(event);
            }
        });
        return leaks;
    }
}
