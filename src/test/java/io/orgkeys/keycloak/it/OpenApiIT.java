package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Tests that the server answers as the OpenAPI description says. */
class OpenApiIT {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String UNKNOWN_KEY = "/00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final Description DESCRIPTION = new Description();

    /** The order matters: the last test checks that the other tests have received every described answer. */
    @TestFactory
    Stream<DynamicTest> theServerAnswersAsDescribed() {
        return Stream.of(
                dynamicTest("the admin REST API", OpenApiIT::adminRest),
                dynamicTest("the catalog and the settings", OpenApiIT::catalogAndSettings),
                dynamicTest("the account REST API", OpenApiIT::accountRest),
                dynamicTest("the verify endpoint", OpenApiIT::verifyEndpoint),
                dynamicTest("callers without permission", OpenApiIT::refusals),
                dynamicTest("the other operations", OpenApiIT::others),
                dynamicTest(
                        "every described answer was seen",
                        () -> assertThat(DESCRIPTION.unseen()).isEmpty()));
    }

    private static void adminRest() {
        String organization = realm.organizationId("acme");
        String bot =
                "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"DescribedOperation\",\"description\":\"All of it\",\"permissions\":%s,\"expiresAt\":\"2099-01-01T00:00:00Z\"}"
                        .formatted(organization, READ_STATS);
        Answer key = expect("createKey", 201, realm.keys("POST", "").json(bot));
        String user = "{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"Mine\"}"
                .formatted(organization, realm.userId("alice"));
        expect("createKey", 201, realm.keys("POST", "").json(user));
        expect("createKey", 409, realm.keys("POST", "").json(user));
        expect("createKey", 400, realm.keys("POST", "").json("{\"nmae\":1}"));
        expect("createKey", 404, realm.keys("POST", "").json(bot.replace(organization, "nowhere")));
        expect("createKey", 403, realm.keysAs("h0p-viewer", "POST", "").json(bot));
        expect("createKey", 401, Http.post(realm.adminUrl("/api-keys")).json(bot));
        String path = "/" + key.text("id");
        expect("listKeys", 200, realm.keys("GET", "?max=5&type=bot"));
        expect("listKeys", 400, realm.keys("GET", "?max=many"));
        expect("listKeys", 401, Http.get(realm.adminUrl("/api-keys")));
        expect("listKeys", 403, realm.keysAs("bob", "GET", ""));
        expect("countKeys", 200, realm.keys("GET", "/count"));
        String change = "{\"action\":\"enable\",\"ids\":[\"" + key.text("id") + "\",\"unknown\"]}";
        expect("changeKeys", 200, realm.keys("POST", "/bulk").json(change));
        expect("changeKeys", 400, realm.keys("POST", "/bulk").json("{}"));
        expect("changeKeys", 403, realm.keysAs("bob", "POST", "/bulk").json(change));
        expect("changeKeys", 401, Http.post(realm.adminUrl("/api-keys/bulk")).json(change));
        String restore = "{\"action\":\"restore\",\"organizationId\":\"" + organization + "\"}";
        expect("useKillSwitch", 200, realm.keys("POST", "/kill-switch").json(restore));
        expect("useKillSwitch", 400, realm.keys("POST", "/kill-switch").json("{}"));
        expect(
                "useKillSwitch",
                401,
                Http.post(realm.adminUrl("/api-keys/kill-switch")).json(restore));
        expect(
                "useKillSwitch",
                403,
                realm.keysAs("h0p-viewer", "POST", "/kill-switch").json(restore));
        expect("useKillSwitch", 404, realm.keys("POST", "/kill-switch").json(restore.replace(organization, "nowhere")));
        expect("readKillSwitch", 200, realm.keys("GET", "/kill-switch?organizationId=" + organization));
        expect("readKillSwitch", 403, realm.keysAs("h0p-viewer", "GET", "/kill-switch?organizationId=" + organization));
        expect("readKillSwitch", 404, realm.keys("GET", "/kill-switch?userId=nobody"));
        expect("readRealmAccess", 200, realm.keys("GET", "/access"));
        expect("readRealmAccess", 403, realm.keysAs("bob", "GET", "/access"));
        expect("readOrganizationAccess", 200, realm.keys("GET", "/organizations/" + organization + "/access"));
        expect("readOrganizationAccess", 404, realm.keys("GET", "/organizations/nowhere/access"));
        expect("readKey", 200, realm.keys("GET", path));
        expect("readKey", 404, realm.keys("GET", UNKNOWN_KEY));
        expect("updateKey", 200, realm.keys("PUT", path).json("{\"description\":null}"));
        expect("updateKey", 400, realm.keys("PUT", path).json("{\"name\":\"\"}"));
        expect("updateKey", 403, realm.keysAs("h0p-viewer", "PUT", path).json("{\"name\":\"Theirs\"}"));
        expect("updateKey", 404, realm.keys("PUT", UNKNOWN_KEY).json("{\"name\":\"Other\"}"));
        expect(
                "updateKey",
                412,
                realm.keys("PUT", path).header("If-Match", "\"77\"").json("{\"name\":\"Other\"}"));
        Answer rotated = expect("rotateKey", 201, realm.keys("POST", path + "/rotate"));
        expect("rotateKey", 400, realm.keys("POST", path + "/rotate").json("{\"gracePeriod\":-1}"));
        expect("rotateKey", 404, realm.keys("POST", UNKNOWN_KEY + "/rotate"));
        expect("readKey", 200, realm.keys("GET", path));
        String former = path + "/former-secret";
        expect("endFormerSecretOfKey", 412, realm.keys("DELETE", former).header("If-Match", "\"77\""));
        expect("endFormerSecretOfKey", 403, realm.keysAs("h0p-viewer", "DELETE", former));
        expect("endFormerSecretOfKey", 404, realm.keys("DELETE", UNKNOWN_KEY + "/former-secret"));
        expect("endFormerSecretOfKey", 204, realm.keys("DELETE", former));
        expect("lookupKey", 200, realm.keys("POST", "/lookup").json("{\"secret\":\"" + rotated.text("secret") + "\"}"));
        expect("lookupKey", 404, realm.keys("POST", "/lookup").json("{\"secret\":\"h0p_bot_none\"}"));
        expect("lookupKey", 400, realm.keys("POST", "/lookup").json("{}"));
        String row =
                "{\"prefix\":null,\"keys\":[{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"sha256\":\"%s\"}]}";
        String acme = realm.organizationId("acme");
        expect("importKeys", 200, realm.keys("POST", "/import").json(row.formatted(acme, "Moved", Sha256.of("moved"))));
        expect("importKeys", 200, realm.keys("POST", "/import").json(row.formatted(acme, "", "00")));
        expect("importKeys", 400, realm.keys("POST", "/import").json("{}"));
        expect("keyUsage", 200, realm.keys("GET", path + "/usage"));
        expect("keyUsage", 400, realm.keys("GET", path + "/usage?unit=year"));
        expect("keyUsage", 404, realm.keys("GET", UNKNOWN_KEY + "/usage"));
        expect("revokeKey", 403, realm.keysAs("h0p-viewer", "DELETE", path));
        expect("revokeKey", 204, realm.keys("DELETE", path));
        expect("revokeKey", 404, realm.keys("DELETE", path));
    }

    private static void catalogAndSettings() {
        String resource = "{\"name\":\"reports\",\"description\":\"Reports\",\"actions\":[\"read\",\"send\"],"
                + "\"roles\":{\"send\":[\"org-admin\"]},\"audience\":[\"reports-api\"]}";
        expect("createResource", 201, realm.keys("POST", "/resources").json(resource));
        expect("createResource", 409, realm.keys("POST", "/resources").json(resource));
        expect("createResource", 400, realm.keys("POST", "/resources").json("{\"name\":\"1\"}"));
        expect(
                "createResource",
                403,
                realm.keysAs("h0p-viewer", "POST", "/resources").json(resource));
        expect("listResources", 200, realm.keys("GET", "/resources"));
        expect("readResource", 200, realm.keys("GET", "/resources/reports"));
        expect("readResource", 404, realm.keys("GET", "/resources/none"));
        expect("updateResource", 200, realm.keys("PUT", "/resources/reports").json(resource));
        expect(
                "updateResource",
                404,
                realm.keys("PUT", "/resources/none").json("{\"name\":\"none\",\"actions\":[\"read\"]}"));
        expect("deleteResource", 204, realm.keys("DELETE", "/resources/reports"));
        expect("deleteResource", 404, realm.keys("DELETE", "/resources/reports"));
        expect("readSettings", 200, realm.keys("GET", "/settings"));
        expect(
                "updateSettings",
                200,
                realm.keys("PUT", "/settings").json("{\"maximumLifetime\":{\"user\":31536000,\"bot\":null}}"));
        expect("updateSettings", 400, realm.keys("PUT", "/settings").json("{\"prefix\":\"?\"}"));
        expect(
                "updateSettings",
                403,
                realm.keysAs("h0p-viewer", "PUT", "/settings").json("{}"));
    }

    private static void accountRest() {
        String keys = realm.keysOf("acme");
        expect("listMyOrganizations", 200, realm.accountAs("alice", "GET", "/organizations"));
        expect("listMyOrganizations", 401, Http.get(realm.url("/api-keys/organizations")));
        expect("listGrantable", 200, realm.accountAs("alice", "GET", keys.replace("/keys", "/permissions")));
        expect("listGrantable", 404, realm.accountAs("alice", "GET", "/organizations/nowhere/permissions"));
        Answer key = expect(
                "createOrganizationKey",
                201,
                realm.accountAs("bob", "POST", keys)
                        .json("{\"type\":\"user\",\"name\":\"Mine\",\"permissions\":" + READ_STATS + "}"));
        expect(
                "createOrganizationKey",
                409,
                realm.accountAs("bob", "POST", keys).json("{\"type\":\"user\",\"name\":\"Second\"}"));
        expect(
                "createOrganizationKey",
                400,
                realm.accountAs("bob", "POST", keys).json("{\"type\":\"user\",\"nmae\":1}"));
        expect(
                "createOrganizationKey",
                403,
                realm.accountAs("bob", "POST", keys).json("{\"type\":\"bot\",\"name\":\"Bot\"}"));
        String path = keys + "/" + key.text("id");
        expect("listOrganizationKeys", 200, realm.accountAs("bob", "GET", keys));
        expect("listOrganizationKeys", 400, realm.accountAs("bob", "GET", keys + "?first=x"));
        expect("readOrganizationKey", 200, realm.accountAs("bob", "GET", path));
        expect("readOrganizationKey", 404, realm.accountAs("bob", "GET", keys + UNKNOWN_KEY));
        expect("updateOrganizationKey", 200, realm.accountAs("bob", "PUT", path).json("{\"name\":\"Laptop\"}"));
        expect(
                "updateOrganizationKey",
                412,
                realm.accountAs("bob", "PUT", path).json("{\"name\":\"Other\",\"version\":77}"));
        Answer rotated = expect("rotateOrganizationKey", 201, realm.accountAs("bob", "POST", path + "/rotate"));
        expect("organizationKeyUsage", 200, realm.accountAs("bob", "GET", path + "/usage?unit=hour"));
        expect("organizationKeyUsage", 400, realm.accountAs("bob", "GET", path + "/usage?from=yesterday"));
        expect("organizationKeyUsage", 404, realm.accountAs("carol", "GET", path + "/usage"));
        expect("describeSelf", 200, realm.accountWith(rotated.text("secret"), "GET", "/self"));
        expect("describeSelf", 401, realm.accountWith("nonsense", "GET", "/self"));
        Answer again = expect("rotateSelf", 201, realm.accountWith(rotated.text("secret"), "POST", "/self/rotate"));
        expect("endFormerSecretOfSelf", 204, realm.accountWith(again.text("secret"), "DELETE", "/self/former-secret"));
        expect("endFormerSecretOfSelf", 401, realm.accountWith("nonsense", "DELETE", "/self/former-secret"));
        expect("endFormerSecretOfOrganizationKey", 204, realm.accountAs("bob", "DELETE", path + "/former-secret"));
        expect("endFormerSecretOfOrganizationKey", 404, realm.accountAs("carol", "DELETE", path + "/former-secret"));
        expect("revokeOrganizationKey", 204, realm.accountAs("bob", "DELETE", path));
        expect("revokeOrganizationKey", 404, realm.accountAs("bob", "DELETE", path));
        expect("revokeSelf", 401, realm.accountWith(again.text("secret"), "DELETE", "/self"));
        Answer bot = realm.createBot("acme", "Ends itself");
        expect("revokeSelf", 204, realm.accountWith(bot.text("secret"), "DELETE", "/self"));
        String poll = "{\"since\":2000,\"usage\":[{\"id\":\"unknown\",\"allowed\":1,\"refused\":0}]}";
        expect("pollChanges", 200, FeedCases.poll(realm, "shortlinks-api").json(poll));
        expect("pollChanges", 400, FeedCases.poll(realm, "shortlinks-api").json("{}"));
        expect("pollChanges", 401, FeedCases.poll(realm, "unknown").json(poll));
        Answer leaked = realm.createBot("acme", "Leaks");
        String report = LeakScanner.found(leaked.text("secret"), "nonsense");
        LeakScanner scanner = new LeakScanner("scanner");
        expect("reportLeaks", 401, scanner.request(realm, report));
        scanner.register(realm);
        expect("reportLeaks", 200, scanner.request(realm, report));
        expect("reportLeaks", 400, scanner.request(realm, "{}"));
    }

    private static void verifyEndpoint() {
        String secret = realm.createBot("acme", "Verified").text("secret");
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            String name = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
            String url = realm.url("/api-keys/verify");
            expect(
                    "verify" + name,
                    200,
                    Http.request(method, url + "?permission=stats:read").key(secret));
            expect("verify" + name, 401, Http.request(method, url));
            expect(
                    "verify" + name,
                    403,
                    Http.request(method, url + "?resource=stats&action=write").key(secret));
            expect(
                    "verifyPath" + name,
                    200,
                    Http.request(method, url + "/stats:read/any/thing").key(secret));
            expect(
                    "verifyPath" + name,
                    401,
                    Http.request(method, url + "/stats:read").key("h0p_bot_none"));
            expect(
                    "verifyPath" + name,
                    403,
                    Http.request(method, url + "/stats:write").key(secret));
        }
    }

    private static void refusals() {
        Map<String, String> values = values("Refused");
        for (DescribedOperation operation : DESCRIPTION.operations()) {
            if (!operation.isVerification()) {
                expect(operation.id(), 401, operation.exampleRequest(realm, values));
            }
            if (operation.isAdmin()) {
                assertThat(operation
                                .exampleRequest(realm, values)
                                .bearer(realm.token("erin"))
                                .send()
                                .status())
                        .as(operation.id())
                        .isIn(403, 404)
                        .isIn(operation.statuses());
            }
        }
        realm.keys("GET", "/" + values.get("id")).expect(200);
    }

    /** Sends an example of each operation whose successful response the other tests have not received. */
    private static void others() {
        for (DescribedOperation operation : DESCRIPTION.operations()) {
            if (DESCRIPTION.unseen().contains(operation.id() + " " + operation.success())) {
                Map<String, String> values = values(operation.id());
                expect(
                        operation.id(),
                        operation.success(),
                        authenticated(operation, operation.exampleRequest(realm, values), values));
            }
        }
    }

    private static Http authenticated(DescribedOperation operation, Http request, Map<String, String> values) {
        return operation.isAdmin()
                ? request.bearer(realm.token("h0p-admin"))
                : request.key(values.getOrDefault("secret", ""));
    }

    /** Creates a key, and returns the values for requests about it. */
    private static Map<String, String> values(String name) {
        Answer key = realm.createBot("acme", name, "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}");
        return Map.of(
                "organizationId", realm.organizationId("acme"),
                "userId", realm.userId("alice"),
                "id", key.text("id"),
                "name", "stats",
                "secret", key.text("secret"),
                "sha256", Sha256.of(name));
    }

    private static Answer expect(String operationId, int status, Http request) {
        return DESCRIPTION.expect(operationId, status, request.send());
    }
}
