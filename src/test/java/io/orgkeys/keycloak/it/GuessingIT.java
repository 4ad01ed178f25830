package io.orgkeys.keycloak.it;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever guesses, or has found an old secret, learns nothing but that it is not good: whether it never existed, was revoked or
 * rotated away, or is good in another realm, the answers are the same to the byte, at every way in. The times that they take
 * are compared by the program {@code Oracle} of the benchmark.
 */
@SuppressWarnings("NullAway.Init") // the secrets are made before the first test
class GuessingIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final TestRealm OTHER = TestRealm.create();
    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String PREFIX = "sk-old.";
    private static final String KEY_LOGIN = "key-login";

    static Map<String, String> bad = new LinkedHashMap<>();
    static Map<String, String> badImported = new LinkedHashMap<>();
    static Map<String, String> badUsers = new LinkedHashMap<>();
    static Map<String, Function<String, Answer>> ways = new LinkedHashMap<>();

    @BeforeAll
    static void makeBadSecrets() {
        realm.keyLogin().createClient(KEY_LOGIN, realm.keyLogin().createFlow("key login", "{}"), "{}");
        realm.changeSettings("{\"importedPrefixes\":[\"" + PREFIX + "\"],\"userKeysPerMember\":9}");

        bad.put("never existed", never(ApiKeyType.BOT));
        bad.put("revoked", ended(realm.createBot("acme", "Revoked"), "DELETE", ""));
        bad.put("rotated away", ended(realm.createBot("acme", "Rotated"), "POST", "/rotate"));
        bad.put("good elsewhere", OTHER.createBot("acme", "Elsewhere").text("secret"));

        badUsers.put("never existed", never(ApiKeyType.USER));
        badUsers.put("revoked", ended(realm.createUserKey("acme", "alice"), "DELETE", ""));
        badUsers.put("rotated away", ended(realm.createUserKey("acme", "alice"), "POST", "/rotate"));
        badUsers.put("good elsewhere", OTHER.createUserKey("acme", "alice").text("secret"));

        badImported.put("never existed", PREFIX + UUID.randomUUID());
        String revoked = PREFIX + UUID.randomUUID();
        String row =
                "{\"prefix\":\"%s\",\"keys\":[{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Old\",\"sha256\":\"%s\",\"permissions\":%s}]}"
                        .formatted(PREFIX, realm.organizationId("acme"), Sha256.of(revoked), READ_STATS);
        realm.keys("POST", "/import").json(row).expect(200);
        String id = realm.verify(revoked, "").expect(200).text("keyId");
        realm.keys("DELETE", "/" + id).expect(204);
        badImported.put("revoked", revoked);

        for (String query :
                List.of("", "?permission=stats:read", "?organization=acme", "?organization=nowhere", "/none:read")) {
            ways.put("verify " + query, secret -> realm.verify(secret, query));
        }
        ways.put("self", secret -> realm.accountWith(secret, "GET", "/self").send());
        ways.put(
                "end itself",
                secret -> realm.accountWith(secret, "DELETE", "/self").send());
        ways.put(
                "list",
                secret -> realm.accountWith(secret, "GET", realm.keysOf("acme")).send());
        ways.put("introspection", realm::introspect);
        ways.put("introspection with hint", secret -> realm.introspect(secret, Map.of("token_type_hint", "api_key")));
        ways.put("exchange", secret -> realm.exchange("shortlinks-api", secret, Map.of()));
        ways.put(
                "login",
                secret -> realm.tokenEndpoint(KEY_LOGIN)
                        .form(Map.of("grant_type", "password", "username", "alice", "password", secret))
                        .send());
    }

    @AfterAll
    static void removeTheOther() {
        OTHER.close();
    }

    @Test
    void allSecretsThatAreNotGoodAreAnsweredAlike() {
        for (Map<String, String> secrets : List.of(bad, badUsers, badImported)) {
            ways.forEach((way, ask) -> {
                String never = seen(ask.apply(secrets.getOrDefault("never existed", "")));
                secrets.forEach((kind, secret) -> {
                    // the second time it is known to be unknown
                    for (int i = 0; i < 2; i++) {
                        assertThat(seen(ask.apply(secret)))
                                .as(way + ": " + kind)
                                .isEqualTo(never);
                    }
                });
            });
        }
    }

    @Test
    void soAreTheEventsThatAnAdministratorOfTheRealmSees() {
        realm.storeEvents("USER_INFO_REQUEST_ERROR", "INTROSPECT_TOKEN_ERROR", "TOKEN_EXCHANGE_ERROR", "LOGIN_ERROR");
        Map<String, String> seen = new LinkedHashMap<>();
        badUsers.forEach((kind, secret) -> {
            realm.admin("DELETE", "/events").expect(204);
            realm.introspect(secret);
            realm.exchange("shortlinks-api", secret, Map.of());
            StringBuilder events = new StringBuilder();
            for (JsonNode event :
                    realm.admin("GET", "/events?max=100").expect(200).json()) {
                events.append(event.path("type"))
                        .append(event.path("error"))
                        .append(event.path("details"))
                        .append('\n');
            }
            seen.put(kind, events.toString());
        });
        assertThat(seen.values().iterator().next()).contains("_ERROR");
        assertThat(Set.copyOf(seen.values())).as(seen.toString()).hasSize(1);
    }

    private static String never(ApiKeyType type) {
        return new ApiKeyGenerator(new SecureRandom()).generate("h0p", type).reveal();
    }

    /** The secret of a key that was good, and was used. */
    private static String ended(Answer key, String method, String path) {
        realm.verify(key).expect(200);
        Http request = realm.keys(method, "/" + key.text("id") + path);
        if (method.equals("POST")) {
            request.json("{\"gracePeriod\":0}");
        }
        assertThat(request.send().status()).isIn(201, 204);
        return key.text("secret");
    }

    private static String seen(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        assertThat(answer.status()).isIn(200, 400, 401, 404);
        return answer.status() + " " + headers + " " + answer.body();
    }
}
