package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of another origin, such as the page of an application, can use the account REST API and read its errors. */
class CrossOriginIT {

    private static final String APP = "https://app.example";
    private static final String FOREIGN = "https://foreign.example";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void thePreflightAllowsTheMethodsAndHeadersThatAPageNeeds() {
        for (String path : List.of("/organizations", realm.keysOf("acme"), "/self")) {
            Answer preflight = Http.request("OPTIONS", realm.url("/api-keys" + path))
                    .header("Origin", APP)
                    .header("Access-Control-Request-Method", "PUT")
                    .header("Access-Control-Request-Headers", "authorization,content-type,if-match")
                    .expect(200);
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(values(preflight, "Access-Control-Allow-Methods")).contains("GET", "POST", "PUT", "DELETE");
            assertThat(values(preflight, "Access-Control-Allow-Headers"))
                    .contains("Authorization", "Content-Type", "If-Match")
                    .doesNotContain("*")
                    .noneMatch("x-api-key"::equalsIgnoreCase);
        }
    }

    @Test
    void aPageOfAnyOriginCanReadA401() {
        String url = realm.url("/api-keys" + realm.keysOf("acme"));
        realm.clients().createPublic("ordinary");
        for (Http request : List.of(
                Http.get(url),
                Http.get(url).bearer("nonsense"),
                Http.get(url).basic("alice", "alice"),
                Http.get(url).bearer(realm.token("ordinary", "alice")))) {
            Answer answer = request.header("Origin", FOREIGN).expect(401);
            assertThat(answer.code()).isEqualTo("not_authenticated");
            assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", FOREIGN);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isNotEqualTo("true");
            assertThat(values(answer, "Access-Control-Expose-Headers")).contains("WWW-Authenticate", "Retry-After");
        }
    }

    @Test
    void refusesAnOriginThatTheClientDoesNotAllow() {
        // the token is of the client demo-cli, which has no web origins
        Answer list = realm.accountAs("alice", "GET", "/organizations")
                .header("Origin", FOREIGN)
                .send();
        assertThat(list.status()).isEqualTo(403);
        assertThat(list.code()).isEqualTo("forbidden");
        assertThat(list.text("detail")).contains("origin");
        assertThat(list.header("Access-Control-Allow-Origin")).isIn("*", FOREIGN);
        assertThat(list.header("Access-Control-Allow-Credentials")).isNotEqualTo("true");
        String before = realm.keys("GET", "/count").expect(200).body();
        assertThat(realm.accountAs("alice", "POST", realm.keysOf("acme"))
                        .header("Origin", FOREIGN)
                        .json("{\"type\":\"user\",\"name\":\"x\"}")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(realm.keys("GET", "/count").send().body()).isEqualTo(before);
    }

    @Test
    void aPageOfAnAllowedOriginReadsAnswersAndErrors() {
        realm.clients().createPublic("app");
        realm.clients().addKeyManagementScope("app");
        realm.clients().change("app", Map.of("webOrigins", List.of(APP)));
        String token = realm.token("app", "bob");
        String keys = realm.keysOf("acme");
        for (Answer answer : List.of(
                realm.account(token, "GET", "/organizations")
                        .header("Origin", APP)
                        .expect(200),
                realm.account(token, "GET", keys + "/missing")
                        .header("Origin", APP)
                        .expect(404),
                realm.account(token, "POST", keys)
                        .header("Origin", APP)
                        .json("{\"type\":\"user\",\"name\":\"\"}")
                        .expect(400),
                realm.account(token, "POST", keys)
                        .header("Origin", APP)
                        .json("{\"type\":\"bot\",\"name\":\"x\"}")
                        .expect(403))) {
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly(APP);
            assertThat(values(answer, "Access-Control-Expose-Headers"))
                    .contains("ETag", "Location", "Retry-After", "WWW-Authenticate");
        }
    }

    private static List<String> values(Answer answer, String header) {
        return answer.headers().allValues(header).stream()
                .flatMap(line -> List.of(line.split("\\s*,\\s*")).stream())
                .toList();
    }
}
