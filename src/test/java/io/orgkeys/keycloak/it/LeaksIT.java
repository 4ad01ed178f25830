package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A secret that is reported as leaked is refused, and never becomes valid again. */
@Tag("database")
class LeaksIT {

    private static final String UNKNOWN = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final LeakScanner scanner = new LeakScanner("scanner:1");
    static final MailServer mails = new MailServer();

    @BeforeAll
    static void register() {
        mails.serve(realm);
        realm.change(Map.of(
                "internationalizationEnabled", true, "supportedLocales", List.of("en", "de"), "defaultLocale", "en"));
        setLocale("bob", "de");
        scanner.register(realm);
    }

    @AfterAll
    static void stop() {
        mails.close();
    }

    @BeforeEach
    void restoreSettingsAndDeleteEvents() {
        settings("disable");
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @Test
    void aLeakedKeyIsDisabledAndCanOnlyBeEnabledAfterARotation() {
        Answer key = realm.createBot("acme", "CI");
        realm.verify(key).expect(200);
        Answer answer = scanner.report(realm, key.text("secret"), UNKNOWN, "nonsense");
        assertThat(answer.expect(200).json())
                .isEqualTo(Answer.parse(LeakScanner.json(List.of(
                        feedback("nonsense", "false_positive"), feedback(key.text("secret"), "true_positive")))));
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
        JsonNode leaked = read(key).json();
        assertThat(leaked.get("enabled").asBoolean()).isFalse();
        assertThat(leaked.get("status").asText()).isEqualTo("disabled");
        assertThat(leaked.get("leakedAt").asText())
                .isEqualTo(leaked.get("updatedAt").asText());

        Answer refused = update(key, "{\"enabled\":true}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("leaked_key");
        update(key, "{\"name\":\"CI, leaked\"}").expect(200);
        assertThat(read(key).text("leakedAt")).isNotEmpty();

        Answer rotated = rotate(key, "{\"gracePeriod\":3600}");
        assertThat(rotated.text("leakedAt")).isEmpty();
        assertThat(realm.verify(rotated).code()).isEqualTo("disabled_key");
        update(key, "{\"enabled\":true}").expect(200);
        realm.verify(rotated).expect(200);
        assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
    }

    @Test
    void mailsTheOwnerAndTheAdministratorsInTheirLanguages() {
        Answer key = createNamedKey("user", "bob", "Büro <b>${user.email}</b> https://evil.example/login");
        scanner.report(realm, key.text("secret")).expect(200);
        List<MailServer.Mail> sent = mails.about("Büro", 2);
        String plainName = "Büro _b___user_email___b_ https___evil_example_login";
        assertThat(sent).extracting(MailServer.Mail::to).containsExactly("alice@acme.example", "bob@acme.example");
        assertThat(sent)
                .extracting(MailServer.Mail::subject)
                .containsExactly(
                        "API key \"" + plainName + "\" has leaked",
                        "API-Schlüssel \"" + plainName + "\" ist öffentlich geworden");
        for (String part : sent.get(0).parts()) {
            assertThat(part).contains("is now disabled", "acme", "scanner_1", key.text("lastFour"));
        }
        for (String part : sent.get(1).parts()) {
            assertThat(part).contains("ist jetzt deaktiviert").doesNotContain("apiKeyLeaked");
        }
        assertThat(sent)
                .allSatisfy(mail -> assertThat(mail.parts())
                        .allSatisfy(part -> assertThat(part)
                                .doesNotContain(
                                        "evil.example",
                                        "https://",
                                        "<b>",
                                        "${",
                                        "bob@",
                                        key.text("secret").substring(8, 40))));
        assertThat(sent.get(0).parts().get(0)).contains("Büro");
    }

    @Test
    void theEventHasTheReporterAndTheUrl() {
        Answer key = realm.createBot("acme", "Found");
        scanner.report(realm, key.text("secret")).expect(200);
        JsonNode event = onlyEvent();
        assertThat(event.get("resourceType").asText()).isEqualTo("API_KEY");
        assertThat(event.get("operationType").asText()).isEqualTo("ACTION");
        assertThat(event.get("resourcePath").asText())
                .isEqualTo("organizations/" + realm.organizationId("acme") + "/api-keys/" + key.text("id"));
        assertThat(event.at("/authDetails/userId").asText()).isEqualTo("scanner:1");
        assertThat(event.at("/authDetails/ipAddress").asText()).isEqualTo("127.0.0.1");
        Map<String, String> details = Map.of(
                "actor_type", "leak_reporter",
                "actor_name", "scanner:1",
                "action", "leak",
                "remedy", "key_disabled",
                "leak_source", "content",
                "leak_url", LeakScanner.URL);
        details.forEach((name, value) ->
                assertThat(event.at("/details/" + name).asText()).as(name).isEqualTo(value));
        assertThat(event.get("representation").asText()).contains("\"leakedAt\"");
    }

    @Test
    void theEventOmitsUnsafeValuesOfTheReport() {
        for (String url : List.of(
                "javascript:alert(1)",
                "https://example.com/\"onload=\"x",
                "https://example.com/a b",
                "https://example.com/\u00e4",
                "https://example.com/" + "a".repeat(600),
                "SECRET",
                "https://example.com/SECRET",
                "https://example.com/ENCODED",
                "https://example.com/%zz",
                "")) {
            Answer key = realm.createBot("acme", "Published");
            String secret = key.text("secret");
            String encoded = secret.replace("_", "%255F");
            realm.admin("DELETE", "/admin-events").expect(204);
            scanner.send(
                            realm,
                            LeakScanner.json(List.of(Map.of(
                                    "token",
                                    secret,
                                    "type",
                                    "x",
                                    "source",
                                    "<b>" + secret,
                                    "url",
                                    url.replace("SECRET", secret).replace("ENCODED", encoded)))))
                    .expect(200);
            JsonNode event = onlyEvent();
            assertThat(event.at("/details/leak_url").isMissingNode()).as(url).isTrue();
            assertThat(event.at("/details/leak_source").asText()).isEqualTo("unknown");
            assertThat(event.toString()).doesNotContain(secret, encoded);
            realm.revoke(key);
        }
    }

    @Test
    void aRealmCanDeleteLeakedKeys() {
        settings("delete");
        Answer key = realm.createBot("acme", "Gone");
        scanner.report(realm, key.text("secret")).expect(200);
        assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
        read(key, 404);
        assertThat(onlyEvent().get("operationType").asText()).isEqualTo("DELETE");
        assertThat(mails.about("Gone", 1).get(0).parts().get(0)).contains("has been deleted");
        assertThat(scanner.report(realm, key.text("secret")).expect(200).body()).isEqualTo("[]");
    }

    @Test
    void disablesTheNewSecretOfAKeyThatAThiefRotated() {
        settings("delete");
        Answer key = realm.createBot("acme", "Rotated");
        Answer stolen = realm.accountWith(key.text("secret"), "POST", "/self/rotate")
                .json("{\"gracePeriod\":3600}")
                .expect(201);
        realm.verify(key).expect(200);
        realm.admin("DELETE", "/admin-events").expect(204);
        scanner.report(realm, key.text("secret")).expect(200);
        assertThat(realm.verify(stolen).code()).isEqualTo("disabled_key");
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
        assertThat(onlyEvent().at("/details/remedy").asText()).isEqualTo("key_disabled");
        assertThat(mails.about("Rotated", 1).get(0).parts().get(0)).contains("is now disabled");

        Answer repaired = rotate(key, "{\"gracePeriod\":3600}");
        update(key, "{\"enabled\":true}").expect(200);
        realm.verify(repaired).expect(200);
        assertThat(realm.verify(stolen).code()).isEqualTo("unknown_key");
        assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
    }

    @Test
    void disablesAKeyThatAThiefRotatedWithoutAGracePeriod() {
        settings("delete");
        Answer key = realm.createBot("acme", "Outrun");
        Answer stolen = rotateItself(key, "{\"gracePeriod\":0}");
        assertReportDisables(key, stolen);
    }

    @Test
    void disablesAKeyThatAThiefRotatedTwice() {
        settings("delete");
        Answer key = realm.createBot("acme", "Outrun twice");
        Answer second = rotateItself(key, "{\"gracePeriod\":3600}");
        realm.verify(second).expect(200);
        Answer third = rotateItself(second, "{\"gracePeriod\":3600}");
        assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
        assertReportDisables(key, third);
    }

    @Test
    void aReportOfAVeryOldFormerSecretDisablesItsKey() {
        Answer key = realm.createBot("acme", "Rotated long ago");
        rotate(key, "{\"gracePeriod\":60}");
        TestServer.later(Duration.ofDays(60), () -> {
            Answer current = rotate(key, "{\"gracePeriod\":0}");
            assertReportDisables(key, current);
        });
    }

    @Test
    void aReportOfAFormerSecretDisablesItsKeyAfterTheGracePeriod() {
        Answer key = realm.createBot("acme", "Rotated yesterday");
        Answer current = rotate(key, "{\"gracePeriod\":60}");
        TestServer.later(Duration.ofDays(1), () -> assertReportDisables(key, current));
    }

    /**
     * Asserts that a report of a former secret disables its key, even if the realm's setting is to delete leaked keys.
     */
    private static void assertReportDisables(Answer leaked, Answer current) {
        assertThat(realm.verify(leaked).code()).isEqualTo("unknown_key");
        realm.verify(current).expect(200);
        realm.admin("DELETE", "/admin-events").expect(204);
        assertThat(scanner.report(realm, leaked.text("secret")).expect(200).text("0.label"))
                .isEqualTo("true_positive");
        assertThat(realm.verify(current).code()).isEqualTo("disabled_key");
        assertThat(onlyEvent().at("/details/remedy").asText()).isEqualTo("key_disabled");
        assertThat(update(leaked, "{\"enabled\":true}").code()).isEqualTo("leaked_key");

        // after a rotation, a second report of the same secret and a report of another former secret have no effect
        Answer repaired = rotate(leaked, "{}");
        update(leaked, "{\"enabled\":true}").expect(200);
        assertThat(scanner.report(realm, leaked.text("secret"), current.text("secret"))
                        .expect(200)
                        .body())
                .isEqualTo("[]");
        realm.verify(repaired).expect(200);
    }

    private static Answer rotateItself(Answer key, String json) {
        return realm.accountWith(key.text("secret"), "POST", "/self/rotate")
                .json(json)
                .expect(201);
    }

    @Test
    void theEventOmitsTheSecretOfAnotherKey() {
        realm.changeSettings(Map.of("importedPrefixes", List.of("sk_live_")));
        String other = realm.createBot("acme", "Another one").text("secret");
        String imported = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
        String unfinished = other.substring(0, other.length() - 1) + "!";
        for (String text : List.of(
                other,
                other.replace("_", "%5F"),
                other.replace("_", "%255f"),
                "x" + other + "x",
                unfinished,
                imported,
                imported.replace("_", "%5F"))) {
            Answer key = realm.createBot("acme", "Reported");
            realm.admin("DELETE", "/admin-events").expect(204);
            Answer answer = scanner.send(
                            realm,
                            LeakScanner.json(List.of(Map.of(
                                    "token",
                                    key.text("secret"),
                                    "type",
                                    text,
                                    "source",
                                    text,
                                    "url",
                                    "https://example.com/search?q=" + text))))
                    .expect(200);
            JsonNode event = onlyEvent();
            assertThat(event.at("/details/leak_url").isMissingNode()).as(text).isTrue();
            assertThat(event.at("/details/leak_source").asText()).isEqualTo("unknown");
            assertThat(event.toString()).doesNotContain(text);
            assertThat(answer.body()).doesNotContain(text);
            realm.revoke(key);
        }
    }

    @Test
    void marksADisabledKeyAsLeaked() {
        Answer key = realm.createBot("acme", "Off");
        update(key, "{\"enabled\":false}").expect(200);
        scanner.report(realm, key.text("secret")).expect(200);
        assertThat(update(key, "{\"enabled\":true}").code()).isEqualTo("leaked_key");
    }

    @Test
    void aRepeatedReportChangesNothing() {
        Answer key = realm.createBot("acme", "Replayed");
        String report = LeakScanner.found(key.text("secret"));
        String signature = scanner.sign(report);
        LeakScanner.request(realm, report, scanner.id, signature).expect(200);
        mails.about("Replayed", 1);
        JsonNode first = read(key).json();
        LeakScanner.request(realm, report, scanner.id, signature).expect(200);
        assertThat(read(key).json()).isEqualTo(first);
        Answer rotated = rotate(key, "{}");
        update(key, "{\"enabled\":true}").expect(200);
        JsonNode repaired = read(key).json();
        assertThat(LeakScanner.request(realm, report, scanner.id, signature)
                        .expect(200)
                        .body())
                .isEqualTo("[]");
        assertThat(read(key).json()).isEqualTo(repaired);
        realm.verify(rotated).expect(200);
        assertThat(onlyEvent().get("resourcePath").asText()).endsWith(key.text("id"));
        // mails arrive in order, so this mail about a new leak is the second only if the repeated reports sent no mail
        scanner.report(realm, rotated.text("secret")).expect(200);
        assertThat(mails.about("Replayed", 2)).hasSize(2);
    }

    @Test
    void aReportDuringARotationAlwaysEndsTheOldSecret() throws Exception {
        for (int i = 0; i < 5; i++) {
            Answer key = realm.createBot("acme", "Raced " + i);
            List<Supplier<Answer>> requests = List.of(
                    () -> realm.keys("POST", "/" + key.text("id") + "/rotate")
                            .json("{\"gracePeriod\":3600}")
                            .send(),
                    () -> scanner.report(realm, key.text("secret")),
                    () -> scanner.report(realm, key.text("secret")));
            List<Answer> answers = ConcurrentRequests.send(requests);
            assertThat(answers).extracting(Answer::status).allMatch(status -> status < 500);
            assertThat(realm.verify(key).status()).isEqualTo(401);
            Answer rotation = answers.get(0);
            if (rotation.status() == 201) {
                assertThat(realm.verify(rotation).code()).isEqualTo("disabled_key");
                if (read(key).text("leakedAt").isEmpty()) { // the report came before the rotation
                    update(key, "{\"enabled\":true}").expect(200);
                    realm.verify(rotation).expect(200);
                    assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
                } else {
                    assertThat(update(key, "{\"enabled\":true}").code()).isEqualTo("leaked_key");
                }
            } else {
                assertThat(rotation.status()).isIn(409, 412);
                assertThat(read(key).text("leakedAt")).isNotEmpty();
            }
            long leaks = events().filter(
                            event -> event.at("/details/action").asText().equals("leak"))
                    .filter(event -> event.get("resourcePath").asText().endsWith(key.text("id")))
                    .count();
            assertThat(leaks).isEqualTo(1);
        }
    }

    @Test
    void aReportWithoutAValidSignatureChangesNothing() {
        Answer key = realm.createBot("acme", "Forged");
        String report = LeakScanner.found(key.text("secret"));
        LeakScanner stranger = new LeakScanner(scanner.id);
        String signature = scanner.sign(report);
        String respaced = report.replace("\":", "\": ");
        assertThat(Answer.parse(respaced)).as("the same JSON in other bytes").isEqualTo(Answer.parse(report));
        List<Answer> answers = List.of(
                stranger.send(realm, report),
                LeakScanner.request(realm, report, "scanner:2", signature).send(),
                LeakScanner.request(realm, report, scanner.id, scanner.sign("[]"))
                        .send(),
                LeakScanner.request(realm, respaced, scanner.id, signature).send(),
                LeakScanner.request(realm, report + "\n", scanner.id, signature).send(),
                LeakScanner.request(realm, report, scanner.id, "").send(),
                LeakScanner.request(realm, report, scanner.id, "not base64").send(),
                LeakScanner.request(realm, report, scanner.id, "MAYCAQACAQA=").send(),
                LeakScanner.request(realm, report, scanner.id, "A".repeat(4_000))
                        .send(),
                Http.post(realm.url("/api-keys/leaks")).json(report).send(),
                Http.post(realm.url("/api-keys/leaks"))
                        .header("Github-Public-Key-Identifier", scanner.id)
                        .json(report)
                        .send(),
                // the server checks the signature before it parses the body
                Http.post(realm.url("/api-keys/leaks")).json("[[[[").send());
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_signature");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Signature realm=");
        });
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
        realm.verify(key).expect(200);
        assertThat(events().filter(event -> event.at("/details/action").asText().equals("leak")))
                .isEmpty();
    }

    @Test
    void aRealmAcceptsOnlyItsOwnReportersForItsOwnKeys() {
        Answer key = realm.createBot("acme", "Here");
        try (TestRealm other = TestRealm.create()) {
            assertThat(scanner.report(other, key.text("secret")).status()).isEqualTo(401);
            LeakScanner theirs = new LeakScanner("theirs").register(other);
            assertThat(theirs.report(other, key.text("secret")).expect(200).body())
                    .isEqualTo("[]");
            assertThat(theirs.report(realm, key.text("secret")).status()).isEqualTo(401);
        }
        realm.verify(key).expect(200);
    }

    @Test
    void refusesOrIgnoresInvalidDataInASignedReportAndNeverRepeatsIt() throws IOException {
        Answer key = realm.createBot("acme", "Beside nonsense");
        String secret = key.text("secret");
        List<String> refused = List.of(
                "",
                "{}",
                "null",
                "[",
                "[{\"token\":\"" + secret + "\"}",
                "[{\"token\":\"" + secret + "\",\"token\":\"x\"}]",
                "[".repeat(10_000),
                "[{\"token\":\"" + secret + "\",\"x\":" + "[".repeat(10_000) + "]",
                LeakScanner.found(Stream.generate(() -> secret).limit(501).toArray(String[]::new)),
                LeakScanner.found(
                        IntStream.range(0, 10_000).mapToObj(i -> "token" + i).toArray(String[]::new)),
                "[\"" + "x".repeat(600_000) + "\"]");
        for (String body : refused) {
            Answer answer = scanner.send(realm, body);
            assertThat(answer.status())
                    .as(body.substring(0, Math.min(60, body.length())))
                    .isEqualTo(400);
            assertThat(answer.body()).doesNotContain(secret);
        }
        realm.verify(key).expect(200);
        String mixed = "[1,null,[],\"x\",{},{\"token\":null},{\"token\":7},{\"token\":\"\"},{\"token\":\"a\\u0000b\"},"
                + "{\"token\":\"" + "x".repeat(2_000) + "\"},"
                + "{\"token\":\"" + secret + "\",\"type\":\"" + secret + "\",\"new_field\":{\"a\":[1]}}]";
        Answer answer = scanner.send(realm, mixed).expect(200);
        assertThat(answer.json())
                .isEqualTo(Answer.parse(LeakScanner.json(List.of(
                        Map.of("token_hash", Sha256.of(secret), "token_type", "unknown", "label", "true_positive")))));
        assertThat(answer.body()).doesNotContain(secret);
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
        assertThat(realm.admin("GET", "/admin-events").expect(200).body())
                .contains("leak")
                .doesNotContain(secret);
        try (Stream<String> log = Files.lines(TestServer.keycloak().logFile())) {
            assertThat(log.filter(line -> line.contains(secret))).isEmpty();
        }
    }

    @Test
    void processesAReportOfManyKeys() {
        List<Answer> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add(realm.createBot("acme", "One of many " + i));
        }
        String[] tokens = Stream.concat(
                        keys.stream().flatMap(key -> Stream.of(key.text("secret"), key.text("secret"))),
                        IntStream.range(0, 480).mapToObj(i -> "token" + i))
                .toArray(String[]::new);
        assertThat(scanner.report(realm, tokens).expect(200).json()).hasSize(490);
        assertThat(keys).allSatisfy(key -> assertThat(realm.verify(key).code()).isEqualTo("disabled_key"));
        assertThat(mails.about("One of many", 10)).hasSize(10);
    }

    @Test
    void disablesLeakedKeysWhenTheMailServerIsDown() {
        try (TestRealm other = TestRealm.create()) {
            LeakScanner theirs = new LeakScanner("theirs").register(other);
            MailServer closed = new MailServer();
            closed.serve(other).close();
            Answer key = other.createBot("acme", "Mail server down");
            theirs.report(other, key.text("secret")).expect(200);
            assertThat(other.verify(key).code()).isEqualTo("disabled_key");
            other.change(Map.of("smtpServer", Map.of()));
            Answer second = other.createBot("acme", "No mail server");
            theirs.report(other, second.text("secret")).expect(200);
            assertThat(other.verify(second).code()).isEqualTo("disabled_key");
        }
    }

    @Test
    void disablesLeakedKeysOfADisabledOrganization() {
        Answer key = realm.createBot("globex", "Suspended");
        realm.organizations().enable("globex", false);
        try {
            scanner.report(realm, key.text("secret")).expect(200);
        } finally {
            realm.organizations().enable("globex", true);
        }
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
    }

    // --- helper methods

    private static void settings(String leakedKeys) {
        realm.changeSettings(Map.of("leakedKeys", leakedKeys, "userKeysPerMember", 10));
    }

    private static void setLocale(String user, String locale) {
        JsonNode of =
                realm.admin("GET", "/users/" + realm.userId(user)).expect(200).json();
        Map<String, Object> changed = new java.util.HashMap<>();
        of.properties().forEach(field -> changed.put(field.getKey(), field.getValue()));
        changed.put("attributes", Map.of("locale", List.of(locale)));
        realm.admin("PUT", "/users/" + realm.userId(user)).json(changed).expect(204);
    }

    private static Answer createNamedKey(String type, String user, String name) {
        return realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        type,
                        "userId",
                        realm.userId(user),
                        "name",
                        name,
                        "permissions",
                        Map.of("stats", List.of("read"))))
                .expect(201);
    }

    private static Map<String, String> feedback(String token, String label) {
        return Map.of("token_hash", Sha256.of(token), "token_type", "acme_api_key", "label", label);
    }

    private static Answer read(Answer key) {
        return read(key, 200);
    }

    private static Answer read(Answer key, int status) {
        return realm.keys("GET", "/" + key.text("id")).expect(status);
    }

    private static Answer update(Answer key, String json) {
        return realm.keys("PUT", "/" + key.text("id")).json(json).send();
    }

    private static Answer rotate(Answer key, String json) {
        return realm.rotate(key, json);
    }

    private static Stream<JsonNode> events() {
        List<JsonNode> all = new ArrayList<>();
        realm.admin("GET", "/admin-events?max=1000").expect(200).json().forEach(all::add);
        return all.stream();
    }

    /** Returns the only event about a leak. */
    private static JsonNode onlyEvent() {
        List<JsonNode> leaks = events().filter(
                        event -> event.at("/details/action").asText().equals("leak"))
                .toList();
        assertThat(leaks).hasSize(1);
        return leaks.get(0);
    }
}
