package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests each outcome of a verification, in the order of the checks. */
@Tag("database")
class VerificationOutcomesIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void returnsTheIdentityOfAValidKeyInHeadersAndJson() {
        Answer key = realm.createBot("acme", "Grüße 100%", "{\"stats\":[\"read\"],\"domains\":[\"create\"]}");
        Answer verified = realm.verify(key.text("secret"), "?permission=stats:read&permission=domains:create");
        assertThat(verified.status()).isEqualTo(200);
        assertThat(verified.header("X-Auth-Key-Id")).isEqualTo(key.text("id"));
        assertThat(verified.header("X-Auth-Key-Type")).isEqualTo("bot");
        assertThat(verified.header("X-Auth-Subject")).isEqualTo(key.text("id"));
        assertThat(verified.header("X-Auth-Username")).isEqualTo("bot:Gr%C3%BC%C3%9Fe 100%25");
        assertThat(verified.header("X-Auth-Organization-Id")).isEqualTo(realm.organizationId("acme"));
        assertThat(verified.header("X-Auth-Organization")).isEqualTo("acme");
        assertThat(verified.header("X-Auth-Permissions")).isEqualTo("domains:create stats:read");
        assertThat(verified.header("Cache-Control")).isEqualTo("no-store");
        assertThat(verified.text("keyId")).isEqualTo(key.text("id"));
        assertThat(verified.text("username")).isEqualTo("bot:Grüße 100%");
        assertThat(verified.json().at("/permissions/stats/0").asText()).isEqualTo("read");
    }

    @Test
    void acceptsEveryHttpMethodAndEveryPathBelow() {
        String secret = realm.createBot("acme", "Any method").text("secret");
        for (String method : List.of(
                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MKCOL", "LOCK", "REPORT")) {
            for (String path : List.of("", "/stats:read", "/stats:read/", "/stats:read/a/b", "/stats:read/a%2Fb")) {
                Answer answer = Http.request(method, realm.url("/api-keys/verify" + path))
                        .key(secret)
                        .send();
                assertThat(answer.status()).as("%s %s", method, path).isEqualTo(200);
            }
            assertThat(Http.request(method, realm.url("/api-keys/verify/files:read/a"))
                            .key(secret)
                            .send()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void acceptsAPathWithManySegments() {
        String secret = realm.createBot("acme", "Long path").text("secret");
        assertThat(realm.verify(secret, "/stats:read" + "/a".repeat(15_000)).status())
                .isEqualTo(200);
        assertThat(realm.verify(secret, "/files:read" + "/a".repeat(15_000)).status())
                .isEqualTo(403);
    }

    @Test
    void refusesKeysOfADisabledRealm() {
        try (TestRealm own = TestRealm.create()) {
            Answer key = own.createBot("acme", "Asleep");
            Http.request("PUT", own.adminUrl(""))
                    .bearer(TestServer.adminToken())
                    .json("{\"enabled\":false}")
                    .expect(204);
            assertThat(own.verify(key.text("secret"), "").status()).isEqualTo(403);
        }
    }

    @Test
    void refusesARequestWithoutAKey() {
        Answer answer = Http.get(realm.url("/api-keys/verify")).send();
        assertRefused(answer, 401, "missing_key");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"" + realm.name + "\"");
    }

    @Test
    void explainsTheRefusalOfAKeyInTheAuthorizationHeader() {
        String secret = realm.createBot("acme", "In Authorization").text("secret");
        Answer answer = Http.get(realm.url("/api-keys/verify")).bearer(secret).send();
        assertRefused(answer, 401, "missing_key");
        assertThat(answer.text("detail")).contains("Authorization").contains("x-api-key");
    }

    @Test
    void reportsATypoAsAMalformedKey() {
        String secret = realm.createBot("acme", "Typo").text("secret");
        char other = secret.charAt(20) == 'a' ? 'b' : 'a';
        assertRefused(realm.verify(secret.substring(0, 20) + other + secret.substring(21), ""), 401, "malformed_key");
        assertRefused(realm.verify(secret.substring(0, secret.length() - 1), ""), 401, "malformed_key");
        Answer twice =
                Http.get(realm.url("/api-keys/verify")).key(secret).key(secret).send();
        assertRefused(twice, 401, "malformed_key");
    }

    @Test
    void reportsARevokedKeyAsUnknown() {
        Answer key = realm.createBot("acme", "Revoked");
        realm.revoke(key);
        assertRefused(realm.verify(key.text("secret"), ""), 401, "unknown_key");
    }

    @Test
    void reportsAKeyOfAnotherRealmAsUnknown() {
        try (TestRealm other = TestRealm.create()) {
            Answer key = other.createBot("acme", "Elsewhere");
            assertRefused(realm.verify(key.text("secret"), ""), 401, "unknown_key");
        }
    }

    @Test
    void aDisabledKeyIsRefusedUntilItIsEnabledAgain() {
        Answer key = realm.createBot("acme", "Disabled");
        realm.update(key, "{\"enabled\":false}");
        assertRefused(realm.verify(key.text("secret"), ""), 401, "disabled_key");
        realm.update(key, "{\"enabled\":true}");
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
    }

    @Test
    void refusesAnExpiredKey() {
        Answer key = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Short\",\"permissions\":{\"stats\":[\"read\"]},\"expiresAt\":\"%s\"}"
                                .formatted(
                                        realm.organizationId("acme"),
                                        Instant.now().plus(Duration.ofHours(1))))
                .expect(201);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        TestServer.later(Duration.ofHours(2), () -> {
            assertRefused(realm.verify(key.text("secret"), ""), 401, "expired_key");
            assertThat(realm.keys("GET", "/" + key.text("id")).send().text("status"))
                    .isEqualTo("expired");
        });
    }

    @Test
    void aKeyOfADisabledOrganizationIsRefused() {
        Answer key = realm.createBot("globex", "Suspended");
        realm.organizations().enable("globex", false);
        try {
            assertRefused(realm.verify(key.text("secret"), ""), 401, "organization_disabled");
            assertThat(realm.keys("GET", "/" + key.text("id")).send().text("status"))
                    .isEqualTo("suspended");
        } finally {
            realm.organizations().enable("globex", true);
        }
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
    }

    @Test
    void aKeyOfADisabledOwnerIsRefused() {
        Answer key = realm.createUserKey("acme", "dave");
        assertRefused(realm.verify(key.text("secret"), ""), 401, "owner_inactive");
    }

    @Test
    void refusesAKeyOfAnotherOrganization() {
        Answer key = realm.createBot("acme", "Of acme");
        String secret = key.text("secret");
        assertRefused(realm.verify(secret, "?organization=globex"), 403, "wrong_organization");
        assertRefused(
                realm.verify(secret, "?organization=" + realm.organizationId("globex")), 403, "wrong_organization");
        assertThat(realm.verify(secret, "?organization=acme").status()).isEqualTo(200);
        assertThat(realm.verify(secret, "?organization=" + realm.organizationId("acme"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMissingPermissionIsRefused() {
        String secret = realm.createBot("acme", "Reader").text("secret");
        Answer refused = realm.verify(secret, "?permission=stats:read&permission=domains:create");
        assertRefused(refused, 403, "insufficient_permissions");
        assertThat(refused.text("detail")).contains("domains:create").doesNotContain("stats:read");
        assertRefused(realm.verify(secret, "?resource=domains&action=create"), 403, "insufficient_permissions");
        assertRefused(realm.verify(secret, "/domains:create/any/path"), 403, "insufficient_permissions");
    }

    @Test
    void refusesAPermissionThatIsNotInTheCatalog() {
        String secret = realm.createBot("acme", "Unknown").text("secret");
        assertRefused(realm.verify(secret, "?permission=stats:write"), 403, "insufficient_permissions");
        assertRefused(realm.verify(secret, "?permission=nonsense"), 403, "insufficient_permissions");
        assertRefused(realm.verify(secret, "?permission="), 403, "insufficient_permissions");
        assertRefused(realm.verify(secret, "?resource=stats"), 403, "insufficient_permissions");
    }

    /**
     * An unknown parameter could be a misspelled requirement. If the server ignored it, a typo in a gateway's
     * configuration could grant access.
     */
    @Test
    void refusesAnUnknownQueryParameter() {
        Answer key = realm.createBot("acme", "Typo in the query");
        String secret = key.text("secret");
        for (String query : List.of(
                "permisson=domains:delete",
                "permissions=stats:read",
                "Permission=stats:read",
                "permission%20=stats:read",
                "scope=stats:read",
                "permission%5B%5D=stats:read",
                "permission=stats:read&organisation=globex",
                "%3Cnil%3E",
                "=stats:read")) {
            Answer refused = realm.verify(secret, "?" + query);
            assertRefused(refused, 403, "insufficient_permissions");
            assertThat(refused.text("detail")).as(query).contains("unknown parameter");
        }
        assertThat(realm.verify(secret, "?permisson=domains:delete").text("detail"))
                .contains("\"permisson\"");
        assertRefused(realm.verify(secret, "?organization=globex&permisson=x:y"), 403, "wrong_organization");
        assertThat(realm.verify(secret, "?permission=stats:read").status()).isEqualTo(200);
        assertThat(realm.verify(secret, "?").status()).isEqualTo(200);
        realm.update(key, "{\"enabled\":false}");
        assertRefused(realm.verify(secret, "?permisson=domains:delete"), 401, "disabled_key");
        assertRefused(realm.verify("nonsense", "?permisson=domains:delete"), 401, "malformed_key");
    }

    @Test
    void refusesAnEmptyPathSegment() {
        String secret = realm.createBot("acme", "Empty segment").text("secret");
        for (String path : List.of("/", "/?permission=stats:read", "/%20")) {
            assertRefused(realm.verify(secret, path), 403, "insufficient_permissions");
        }
        // Keycloak itself may reject such a path with 400, before the request reaches the verify endpoint
        for (String path : List.of("//stats:read", "/%2Fstats:read")) {
            assertThat(realm.verify(secret, path).status()).as(path).isIn(400, 403);
        }
    }

    /**
     * If the permission is in the path, the server ignores unknown parameters. A proxy may append the path and the
     * query of the client's request to the URL of the verify endpoint, so such parameters may come from the client.
     */
    @Test
    void queryCanOnlyAddRequirementsToAPermissionInThePath() {
        String secret = realm.createBot("acme", "Guarded").text("secret");
        realm.verify(secret, "/stats:read/whatever/the/client?for=this&Permission=domains:delete&=x")
                .expect(200);
        realm.verify(secret, "/stats:read?permission=stats:read&organization=acme")
                .expect(200);
        assertRefused(realm.verify(secret, "/stats:read/x?permission=domains:delete"), 403, "insufficient_permissions");
        assertRefused(realm.verify(secret, "/stats:read?organization=globex"), 403, "wrong_organization");
        assertRefused(realm.verify(secret, "/domains:delete?permission=stats:read"), 403, "insufficient_permissions");
    }

    @Test
    void checksTheOrganizationBeforeThePermission() {
        String secret = realm.createBot("acme", "Order").text("secret");
        assertRefused(realm.verify(secret, "?organization=globex&permission=nonsense"), 403, "wrong_organization");
        assertRefused(realm.verify(secret, "?organization=globex&permission=stats:write"), 403, "wrong_organization");
        assertRefused(realm.verify(secret, "?organization=acme&permission=nonsense"), 403, "insufficient_permissions");
        Answer several = realm.verify(secret, "?organization=acme&organization=globex");
        assertRefused(several, 403, "wrong_organization");
        assertThat(several.text("detail")).contains("several organizations");
    }

    @Test
    void refusesAKeyWithoutEffectivePermissions() {
        String secret = realm.createBot("acme", "Empty", "{}").text("secret");
        assertRefused(realm.verify(secret, ""), 403, "insufficient_permissions");
        assertThat(realm.introspect(secret).body()).isEqualTo("{\"active\":false}");
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text("type")).isEqualTo("urn:orgkeys:problem:" + code);
        assertThat(answer.text("detail")).isNotEmpty();
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
}
