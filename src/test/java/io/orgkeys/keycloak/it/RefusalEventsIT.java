package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the server stores user events for refused verifications, but not for granted ones or for malformed keys.
 */
@SuppressWarnings("NullAway.Init") // the realm is created before the first test
class RefusalEventsIT {

    static TestRealm realm;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        realm.storeEvents("INTROSPECT_TOKEN", "INTROSPECT_TOKEN_ERROR");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void forgetEvents() {
        realm.admin("DELETE", "/events").expect(204);
    }

    @Test
    void storesAnEventWithTheCodeTheKeyAndItsOrganization() {
        Answer key = realm.createBot("acme", "Disabled");
        realm.update(key, "{\"enabled\":false}");
        realm.verify(key.text("secret"), "").expect(401);
        JsonNode event = onlyEvent("disabled_key", key);
        assertThat(event.at("/details/organization_id").asText()).isEqualTo(realm.organizationId("acme"));
        assertThat(event.at("/details/token_type").asText()).isEqualTo("api_key");
        assertThat(event.at("/details/reason").asText()).isNotEmpty();
        assertThat(event.path("ipAddress").asText()).isNotEmpty();
        assertThat(event.has("userId")).isFalse();
    }

    @Test
    void storesTheOwnerWithTheEventOfAUserKey() {
        Answer key = realm.createUserKey("acme", "dave");
        realm.verify(key.text("secret"), "").expect(401);
        JsonNode event = onlyEvent("owner_inactive", key);
        assertThat(event.path("userId").asText()).isEqualTo(realm.userId("dave"));
    }

    @Test
    void storesADistinctCodeForEachReason() {
        Answer key = realm.keys("POST", "")
                .json("""
                        {"organizationId": "%s", "type": "user", "userId": "%s", "name": "Of bob",
                         "permissions": {"stats": ["read"]}, "expiresAt": "%s"}""".formatted(
                                realm.organizationId("acme"),
                                realm.userId("bob"),
                                Instant.now().plus(Duration.ofHours(1))))
                .expect(201);
        String secret = key.text("secret");
        realm.verify(secret, "?organization=globex").expect(403);
        assertOfBob(onlyEvent("wrong_organization", key));
        forgetEvents();
        realm.verify(secret, "?permission=domains:delete").expect(403);
        assertOfBob(onlyEvent("insufficient_permissions", key));
        forgetEvents();
        realm.verify(secret, "?permission=nonsense").expect(403);
        assertOfBob(onlyEvent("insufficient_permissions", key));
        forgetEvents();
        TestServer.later(Duration.ofHours(2), () -> realm.verify(secret, "").expect(401));
        assertOfBob(onlyEvent("expired_key", key));
    }

    @Test
    void storesNoKeyIdForAnUnknownKey() {
        Answer key = realm.createBot("acme", "Revoked");
        realm.revoke(key);
        realm.verify(key.text("secret"), "").expect(401);
        JsonNode event = onlyEvent("unknown_key");
        assertThat(event.at("/details/token_id").isMissingNode()).isTrue();
        assertThat(event.has("userId")).isFalse();
    }

    @Test
    void storesAnEventForAnIntrospectionOfAnInactiveKey() {
        Answer key = realm.createUserKey("globex", "carol");
        realm.update(key, "{\"enabled\":false}");
        realm.introspect(key.text("secret"));
        JsonNode event = onlyEvent("disabled_key", key);
        assertThat(event.path("clientId").asText()).isEqualTo("shortlinks-api");
        assertThat(event.path("userId").asText()).isEqualTo(realm.userId("carol"));
    }

    @Test
    void storesAnEventForAnIntrospectionByAClientOutsideTheAudience() {
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"audience\":[\"reports-api\"]}");
        Answer key = realm.createBot("acme", "Reports", "{\"reports\":[\"read\"]}");
        assertThat(realm.introspect(key.text("secret"), Map.of("token_type_hint", "api_key"))
                        .body())
                .isEqualTo("{\"active\":false}");
        assertThat(onlyEvent("insufficient_permissions", key).path("clientId").asText())
                .isEqualTo("shortlinks-api");
    }

    @Test
    void storesNoEventForAMalformedKey() {
        String secret = realm.createBot("acme", "Typo").text("secret");
        Http.get(realm.url("/api-keys/verify")).expect(401);
        Http.get(realm.url("/api-keys/verify")).bearer(secret).expect(401);
        realm.verify("nonsense", "").expect(401);
        realm.verify(secret.substring(1), "").expect(401);
        realm.verify(secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a'), "")
                .expect(401);
        assertThat(events()).isEmpty();
    }

    @Test
    void storesNoEventForAGrantedVerification() {
        Answer key = realm.createBot("acme", "Good");
        realm.verify(key.text("secret"), "?permission=stats:read").expect(200);
        realm.verify(key.text("secret"), "").expect(200);
        assertThat(events()).isEmpty();
        // proves that the realm stores events of refused verifications
        realm.verify(key.text("secret"), "?permission=stats:write").expect(403);
        onlyEvent("insufficient_permissions", key);
    }

    private static void assertOfBob(JsonNode event) {
        assertThat(event.path("userId").asText()).isEqualTo(realm.userId("bob"));
    }

    private static JsonNode onlyEvent(String code, Answer key) {
        JsonNode event = onlyEvent(code);
        assertThat(event.at("/details/token_id").asText()).isEqualTo(key.text("id"));
        return event;
    }

    private static JsonNode onlyEvent(String code) {
        JsonNode events = events();
        assertThat(events).hasSize(1);
        assertThat(events.path(0).path("type").asText()).isEqualTo("INTROSPECT_TOKEN_ERROR");
        assertThat(events.path(0).path("error").asText()).isEqualTo(code);
        return events.path(0);
    }

    private static JsonNode events() {
        return realm.admin("GET", "/events").expect(200).json();
    }
}
