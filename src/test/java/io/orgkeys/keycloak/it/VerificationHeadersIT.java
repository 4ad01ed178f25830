package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the headers of a granted verification fit the buffers of gateways, whatever the name and permissions of
 * the key are.
 */
class VerificationHeadersIT {

    /** The default size of nginx's buffer for response headers: one memory page. */
    private static final int NGINX_BUFFER = 4_096;

    private static final List<String> ACTIONS =
            IntStream.range(0, 50).mapToObj("an-action-%02d"::formatted).toList();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void createResources() {
        for (int i = 0; i < 20; i++) {
            realm.keys("POST", "/resources")
                    .json(Map.of("name", resource(i), "actions", ACTIONS))
                    .expect(201);
        }
    }

    private static String resource(int number) {
        return "resource-%02d".formatted(number);
    }

    private static Answer createKey(String name, int resources) {
        return realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        name,
                        "permissions",
                        IntStream.range(0, resources)
                                .boxed()
                                .collect(Collectors.toMap(VerificationHeadersIT::resource, i -> ACTIONS))))
                .expect(201);
    }

    @Test
    void truncatesPermissionsInTheHeaderButNotInTheJson() {
        Answer key = createKey("Thousand", 20);
        Answer verified = realm.verify(key.text("secret"), "?permission=resource-19:an-action-49")
                .expect(200);
        assertThat(sizeOfHeaders(verified)).isLessThan(NGINX_BUFFER);
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("permissions");
        List<String> header = List.of(verified.header("X-Auth-Permissions").split(" "));
        assertThat(header)
                .hasSizeGreaterThan(90)
                .allSatisfy(permission -> assertThat(permission).matches("resource-\\d\\d:an-action-\\d\\d"));
        assertThat(verified.json().path("permissions"))
                .hasSize(20)
                .allSatisfy(actions -> assertThat(actions).hasSize(50));
    }

    @Test
    void doesNotTruncateWhatFits() {
        Answer verified = realm.verify(createKey("Fifty", 1).text("secret"), "").expect(200);
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("none");
        assertThat(verified.header("X-Auth-Permissions").split(" ")).hasSize(50);
    }

    /**
     * Each character of this name takes nine bytes in the header, because its three UTF-8 bytes are percent-encoded.
     */
    @Test
    void doesNotTruncateTheLongestKeyName() {
        Answer key = createKey("鍵".repeat(100), 20);
        Answer verified = realm.verify(key.text("secret"), "").expect(200);
        assertThat(verified.header("X-Auth-Username")).isEqualTo("bot:" + "%E9%8D%B5".repeat(100));
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("permissions");
        assertThat(sizeOfHeaders(verified)).isLessThan(NGINX_BUFFER);
    }

    /** A username that is too long is omitted, because a truncated username might be that of another user. */
    @Test
    void omitsAUsernameThatIsTooLong() {
        String name = "ü".repeat(200);
        realm.admin("POST", "/users")
                .json(Map.of("username", name, "enabled", true))
                .expect(201);
        realm.admin("POST", "/organizations/" + realm.organizationId("acme") + "/members")
                .json("\"" + realm.userId(Http.encode(name)) + "\"")
                .expect(201);
        Answer key =
                realm.createUserKeyOf("acme", realm.userId(Http.encode(name)), "{\"resource-00\":[\"an-action-00\"]}");
        Answer verified = realm.verify(key.text("secret"), "").expect(200);
        assertThat(verified.headers().allValues("X-Auth-Username")).containsExactly("");
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("username");
        assertThat(verified.header("X-Auth-Permissions")).isEqualTo("resource-00:an-action-00");
        assertThat(verified.text("username")).isEqualTo(name);
    }

    /** Returns the size of the headers and the status line in HTTP/1.1. */
    private static int sizeOfHeaders(Answer answer) {
        return "HTTP/1.1 200 OK\r\n\r\n".length()
                + answer.headers().map().entrySet().stream()
                        .flatMap(header ->
                                header.getValue().stream().map(value -> header.getKey() + ": " + value + "\r\n"))
                        .mapToInt(String::length)
                        .sum();
    }
}
