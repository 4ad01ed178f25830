package io.orgkeys.keycloak.compatibility;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that keys are refused while the feature {@code organization} is disabled, and valid again afterwards. */
record NoOrganizationsCell() implements Cell {

    @Override
    public String name() {
        return "no-organizations";
    }

    @Override
    public String title() {
        return "`--features-disabled=organization`, and on again";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        try (Database data = workshop.database("postgres", name())) {
            Installation installation = new Installation(workshop, data, name());
            Answer bot;
            Answer user;
            String keys;
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                bot = realm.createBot("acme", "CI", Tour.READ_STATS);
                user = realm.createUserKey("acme", "bob", Tour.READ_STATS);
                keys = realm.keysOf("acme");
            }
            try (KeycloakServer server = installation
                    .server()
                    .options("--features-disabled=organization")
                    .start()) {
                Installation.assertKeycloakWorks(server);
                assertKeysAreRefused(TestRealm.on(server), List.of(bot, user), keys);
                assertThat(Files.readAllLines(server.logFile()))
                        .anyMatch(line ->
                                line.contains("WARN") && line.contains("organization") && line.contains("API keys"))
                        .noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
            }
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                realm.verify(bot).expect(200);
                realm.verify(user).expect(200);
            }
        }
        return "keys are refused while the feature is off, and valid again afterwards";
    }

    private static void assertKeysAreRefused(TestRealm realm, List<Answer> keys, String keysOfAcme) {
        for (Answer key : keys) {
            String secret = key.text("secret");
            assertThat(realm.verify(key).expect(401).code()).isEqualTo("organization_disabled");
            assertThat(realm.introspect(secret).body()).isEqualTo("{\"active\":false}");
            assertThat(realm.exchange("shortlinks-api", secret, Map.of()).status())
                    .isEqualTo(400);
            assertThat(realm.accountWith(secret, "GET", "/self").send().status())
                    .isEqualTo(401);
            assertProblem(realm.keys("GET", "/" + key.text("id")).send());
        }
        assertProblem(realm.keys("GET", "").send());
        assertProblem(realm.keys("POST", "")
                .json("{\"organizationId\":\"11111111-1111-4111-8111-111111111111\",\"type\":\"bot\",\"name\":\"No\"}")
                .send());
        assertThat(realm.accountAs("bob", "GET", "/organizations")
                        .send()
                        .expect(200)
                        .body())
                .isEqualTo("[]");
        assertProblem(realm.accountAs("bob", "GET", keysOfAcme).send());
        realm.keys("GET", "/resources").send().expect(200);
        realm.keys("GET", "/settings").send().expect(200);
        Http.get(realm.url("/api-keys/verify")).send().expect(401);
    }

    private static void assertProblem(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("detail")).isNotEmpty();
    }
}
