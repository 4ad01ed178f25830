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
 * A caller who guesses a secret, or has found an old one, learns only that the secret is invalid. Each endpoint sends
 * the same answer, byte for byte, to a secret that never existed, was revoked or rotated, or is valid in another realm.
 * The program {@code Oracle} of the benchmark compares the response times.
 */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class GuessingIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final TestRealm OTHER = TestRealm.create();
    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String PREFIX = "sk-old.";
    private static final String KEY_LOGIN = "key-login";

    static Map<String, String> invalid = new LinkedHashMap<>();
    static Map<String, String> invalidImported = new LinkedHashMap<>();
    static Map<String, String> invalidOfUsers = new LinkedHashMap<>();
    static Map<String, Function<String, Answer>> endpoints = new LinkedHashMap<>();

    @BeforeAll
    static void createInvalidSecrets() {
        realm.keyLogin().createClient(KEY_LOGIN, realm.keyLogin().createFlow("key login", "{}"), "{}");
        realm.changeSettings("{\"importedPrefixes\":[\"" + PREFIX + "\"],\"userKeysPerMember\":9}");

        invalid.put("never existed", neverIssued(ApiKeyType.BOT));
        invalid.put("revoked", endedSecret(realm.createBot("acme", "Revoked"), "DELETE", ""));
        invalid.put("rotated away", endedSecret(realm.createBot("acme", "Rotated"), "POST", "/rotate"));
        invalid.put(
                "valid in another realm", OTHER.createBot("acme", "Elsewhere").text("secret"));

        invalidOfUsers.put("never existed", neverIssued(ApiKeyType.USER));
        invalidOfUsers.put("revoked", endedSecret(realm.createUserKey("acme", "alice"), "DELETE", ""));
        invalidOfUsers.put("rotated away", endedSecret(realm.createUserKey("acme", "alice"), "POST", "/rotate"));
        invalidOfUsers.put(
                "valid in another realm", OTHER.createUserKey("acme", "alice").text("secret"));

        invalidImported.put("never existed", PREFIX + UUID.randomUUID());
        String revoked = PREFIX + UUID.randomUUID();
        String row =
                "{\"prefix\":\"%s\",\"keys\":[{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Old\",\"sha256\":\"%s\",\"permissions\":%s}]}"
                        .formatted(PREFIX, realm.organizationId("acme"), Sha256.of(revoked), READ_STATS);
        realm.keys("POST", "/import").json(row).expect(200);
        String id = realm.verify(revoked, "").expect(200).text("keyId");
        realm.keys("DELETE", "/" + id).expect(204);
        invalidImported.put("revoked", revoked);

        for (String query :
                List.of("", "?permission=stats:read", "?organization=acme", "?organization=nowhere", "/none:read")) {
            endpoints.put("verify " + query, secret -> realm.verify(secret, query));
        }
        endpoints.put(
                "self", secret -> realm.accountWith(secret, "GET", "/self").send());
        endpoints.put(
                "revocation of itself",
                secret -> realm.accountWith(secret, "DELETE", "/self").send());
        endpoints.put(
                "list",
                secret -> realm.accountWith(secret, "GET", realm.keysOf("acme")).send());
        endpoints.put("introspection", realm::introspect);
        endpoints.put(
                "introspection with hint", secret -> realm.introspect(secret, Map.of("token_type_hint", "api_key")));
        endpoints.put("exchange", secret -> realm.exchange("shortlinks-api", secret, Map.of()));
        endpoints.put(
                "login",
                secret -> realm.tokenEndpoint(KEY_LOGIN)
                        .form(Map.of("grant_type", "password", "username", "alice", "password", secret))
                        .send());
    }

    @AfterAll
    static void deleteOtherRealm() {
        OTHER.close();
    }

    @Test
    void givesTheSameAnswerToEveryInvalidSecret() {
        for (Map<String, String> secrets : List.of(invalid, invalidOfUsers, invalidImported)) {
            endpoints.forEach((way, request) -> {
                String never = comparable(request.apply(secrets.getOrDefault("never existed", "")));
                secrets.forEach((kind, secret) -> {
                    // the server answers the second request from the negative cache
                    for (int i = 0; i < 2; i++) {
                        assertThat(comparable(request.apply(secret)))
                                .as(way + ": " + kind)
                                .isEqualTo(never);
                    }
                });
            });
        }
    }

    @Test
    void writesTheSameEventsForEveryInvalidSecret() {
        realm.storeEvents("USER_INFO_REQUEST_ERROR", "INTROSPECT_TOKEN_ERROR", "TOKEN_EXCHANGE_ERROR", "LOGIN_ERROR");
        Map<String, String> seen = new LinkedHashMap<>();
        invalidOfUsers.forEach((kind, secret) -> {
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

    private static String neverIssued(ApiKeyType type) {
        return new ApiKeyGenerator(new SecureRandom()).generate("h0p", type).reveal();
    }

    /** Uses a key, then revokes or rotates it, and returns the secret that is now invalid. */
    private static String endedSecret(Answer key, String method, String path) {
        realm.verify(key).expect(200);
        Http request = realm.keys(method, "/" + key.text("id") + path);
        if (method.equals("POST")) {
            request.json("{\"gracePeriod\":0}");
        }
        assertThat(request.send().status()).isIn(201, 204);
        return key.text("secret");
    }

    private static String comparable(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        assertThat(answer.status()).isIn(200, 400, 401, 404);
        return answer.status() + " " + headers + " " + answer.body();
    }
}
