package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a secret with additional characters before or after it, such as a line break from a file. Every endpoint that
 * takes a secret ignores spaces, tabs and line breaks around it, and refuses any other additional character.
 */
class PastedSecretIT {

    private static final String INACTIVE = "{\"active\":false}";
    private static final String IMPORTED = "sk_live_0123456789abcdefghijklmnop";

    private static final List<String> IGNORED =
            List.of("%s", "%s\n", "%s\r\n", " %s", "%s ", "\t%s\t", "\n\n%s", "\r\n \t%s\t \r\n");
    private static final List<String> REFUSED = List.of(
            "%s\u0000",
            "\u0000%s",
            "%s\u000b",
            "%s\f",
            "\u001c%s",
            "%s\u0085",
            "%s\u00a0",
            "\u2003%s",
            "%s\u2028",
            "\ufeff%s",
            "%s\u200b",
            "\"%s\"",
            "%s\nx",
            "%s.",
            "é%s");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final LeakScanner scanner = new LeakScanner("scanner:1");

    @BeforeAll
    static void prepare() {
        realm.keyLogin().createClient("legacy", realm.keyLogin().createFlow("key login", "{}"), "{}");
        realm.changeSettings(Map.of("importedPrefixes", List.of("sk_live_"), "botKeysPerOrganization", 1_000));
        scanner.register(realm);
        realm.keys("POST", "/import")
                .json(Map.of(
                        "prefix",
                        "sk_live_",
                        "keys",
                        List.of(Map.of(
                                "organizationId",
                                realm.organizationId("acme"),
                                "type",
                                "bot",
                                "name",
                                "Imported",
                                "permissions",
                                Map.of("stats", List.of("read")),
                                "sha256",
                                Sha256.of(IMPORTED)))))
                .expect(200);
    }

    @Test
    void introspectionTrimsTheSecretForEachTokenTypeHint() {
        for (String secret : secrets("introspected")) {
            for (String hint : List.of("", "api_key", "access_token", "refresh_token")) {
                Map<String, String> hints = hint.isEmpty() ? Map.of() : Map.of("token_type_hint", hint);
                for (String form : IGNORED) {
                    assertThat(realm.introspect(form.formatted(secret), hints).text("active"))
                            .as(escaped(form) + hint)
                            .isEqualTo("true");
                }
                for (String form : REFUSED) {
                    assertThat(realm.introspect(form.formatted(secret), hints).body())
                            .as(escaped(form) + hint)
                            .isEqualTo(INACTIVE);
                }
            }
        }
    }

    @Test
    void tokenExchangeTrimsTheSecret() {
        for (String secret : secrets("exchanged")) {
            for (String form : IGNORED) {
                assertThat(realm.exchange("shortlinks-api", form.formatted(secret), Map.of())
                                .status())
                        .as(escaped(form))
                        .isEqualTo(200);
            }
            for (String form : REFUSED) {
                Answer refused = realm.exchange("shortlinks-api", form.formatted(secret), Map.of());
                assertThat(refused.status()).as(escaped(form)).isEqualTo(400);
                assertThat(refused.text("error")).isEqualTo("invalid_request");
            }
        }
    }

    @Test
    void loginTrimsTheSecret() {
        realm.addTo("/users", """
                        {"username":"paster","enabled":true,"email":"paster@h0p.example","emailVerified":true,
                         "firstName":"Paster","lastName":"Member"}""");
        realm.members().add("acme", realm.userId("paster"));
        String secret = realm.createUserKey("acme", "paster").text("secret");
        for (String form : IGNORED) {
            assertThat(login(form.formatted(secret)).status()).as(escaped(form)).isEqualTo(200);
        }
        for (String form : REFUSED) {
            Answer refused = login(form.formatted(secret));
            assertThat(refused.status()).as(escaped(form)).isEqualTo(400);
            assertThat(refused.text("error")).isEqualTo("invalid_grant");
        }
    }

    @Test
    void headerTrimsTheSecret() {
        for (String secret : secrets("sent")) {
            for (String path : List.of("/api-keys/verify", "/api-keys/self")) {
                for (String form : List.of("%s", " %s ", "\t%s\t")) {
                    assertThat(raw(path, form.formatted(secret)).status())
                            .as(path + escaped(form))
                            .isEqualTo(200);
                }
                for (String form : List.of("%s.", "\"%s\"", "%s x", "é%s")) {
                    Answer refused = raw(path, form.formatted(secret));
                    assertThat(refused.status()).as(path + escaped(form)).isEqualTo(401);
                    // the server can validate only the prefix of an imported secret, so it answers unknown_key to a
                    // typo
                    assertThat(refused.code())
                            .as(path + escaped(form))
                            .isIn("malformed_key", secret.equals(IMPORTED) ? "unknown_key" : "malformed_key");
                }
                Answer blank = raw(path, " \t ");
                assertThat(blank.status()).isEqualTo(401);
                assertThat(blank.code()).isIn("missing_key", "not_authenticated");
            }
        }
    }

    @Test
    void lookupTrimsTheSecret() {
        for (String secret : secrets("looked up")) {
            for (String form : IGNORED) {
                assertThat(lookup(form.formatted(secret)).status())
                        .as(escaped(form))
                        .isEqualTo(200);
            }
            for (String form : REFUSED) {
                assertThat(lookup(form.formatted(secret)).status())
                        .as(escaped(form))
                        .isIn(400, 404);
            }
        }
    }

    @Test
    void leakReportTrimsTheSecretAndNeverRepeatsIt() {
        for (String form : IGNORED) {
            Answer key = realm.createBot("acme", "Leaked");
            String token = form.formatted(key.text("secret"));
            Answer feedback = scanner.send(
                    realm,
                    LeakScanner.json(List.of(Map.of(
                            "token",
                            token,
                            "type",
                            "acme_api_key",
                            "source",
                            "content",
                            "url",
                            "https://pastes.example/?q=" + key.text("secret")))));
            assertThat(feedback.expect(200).json().get(0).path("token_hash").asText())
                    .as("the hash of the reported token, including whitespace")
                    .isEqualTo(Sha256.of(token));
            assertThat(feedback.json().get(0).path("label").asText()).isEqualTo("true_positive");
            assertThat(realm.verify(key).code()).as(escaped(form)).isEqualTo("disabled_key");
            assertThat(realm.admin("GET", "/admin-events?max=1000").expect(200).body())
                    .doesNotContain(key.text("secret"));
        }
        Answer key = realm.createBot("acme", "Not leaked");
        for (String form : REFUSED) {
            scanner.report(realm, form.formatted(key.text("secret")));
            realm.verify(key).expect(200);
        }
    }

    // --- helper methods

    /** Returns a secret that Keycloak generated, and an imported one in another format. */
    private static List<String> secrets(String name) {
        List<String> secrets = new ArrayList<>();
        secrets.add(realm.createBot("acme", "Is " + name).text("secret"));
        secrets.add(IMPORTED);
        return secrets;
    }

    private static Answer login(String password) {
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "password", "username", "paster"));
        form.put("password", password);
        return realm.tokenEndpoint("legacy").form(form).send();
    }

    private static Answer lookup(String secret) {
        return realm.keys("POST", "/lookup").json(Map.of("secret", secret)).send();
    }

    private static Answer raw(String path, String secret) {
        return new RawHttp("GET", realm.url(path))
                .header("x-api-key:" + new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .send();
    }

    /** Escapes control characters for the failure message. */
    private static String escaped(String form) {
        JsonNode text = Answer.parse(LeakScanner.json(form));
        return text.toString().replace("\u0000", "NUL") + ' ';
    }
}
