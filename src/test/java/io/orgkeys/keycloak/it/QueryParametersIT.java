package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that unknown and repeated query parameters are rejected. If the server ignored such a parameter, its answer
 * would not match the request.
 */
@SuppressWarnings("NullAway.Init") // initialized before the first test
class QueryParametersIT {

    private static final String MANAGER = "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final Description DESCRIPTION = new Description();

    static Answer key;
    static Map<String, String> path;
    static String admin;
    static String member;

    @BeforeAll
    static void fill() {
        key = realm.createBot("acme", "Asked about", MANAGER);
        path = Map.of("organizationId", realm.organizationId("acme"), "id", key.text("id"), "name", "stats");
        admin = realm.token("h0p-admin");
        member = realm.token("alice");
    }

    @Test
    void everyOperationRefusesAnUndeclaredParameter() {
        Map<String, String> wrong = new TreeMap<>();
        for (DescribedOperation operation : operations()) {
            Answer answer = send(operation, "?colour=x");
            if (answer.status() != 400 || !answer.invalidFields().equals(List.of("colour"))) {
                wrong.put(operation.id(), answer.status() + " " + answer.body());
            }
            operation
                    .query()
                    .forEach(name -> assertThat(answer.errorDetails("colour").toString())
                            .as(operation.id())
                            .contains(name));
        }
        assertThat(wrong).isEmpty();
        assertThat(realm.read(key).text("version")).isEqualTo("0");
    }

    @Test
    void everyOperationRefusesARepeatedParameter() {
        Map<String, String> wrong = new TreeMap<>();
        int tried = 0;
        for (DescribedOperation operation : operations()) {
            for (String name : operation.query()) {
                Answer answer = send(operation, "?" + name + "=user&" + name + "=bot");
                tried++;
                if (answer.status() != 400 || !answer.invalidFields().equals(List.of(name))) {
                    wrong.put(operation.id() + " " + name, answer.status() + " " + answer.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(15);
    }

    @Test
    void reportsAllInvalidParametersAtOnce() {
        Answer answer =
                realm.keys("GET", "?organisationId=x&type=user&type=bot&Max=3").expect(400);
        assertThat(answer.invalidFields()).containsExactlyInAnyOrder("organisationId", "type", "Max");
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.errorDetails("type")).containsExactly("Must be sent only once.");
    }

    @Test
    void doesNotRepeatASecretInAParameterName() {
        Answer answer = realm.keys("GET", "?" + key.text("secret") + "=1").expect(400);
        assertThat(answer.body()).doesNotContain(key.text("secret").substring(16));
    }

    @Test
    void authenticatesBeforeItChecksParameters() {
        assertThat(Http.get(realm.adminUrl("/api-keys?colour=x")).send().status())
                .isEqualTo(401);
        assertThat(realm.accountWith("nonsense", "GET", "/self?colour=x").send().status())
                .isEqualTo(401);
    }

    @Test
    void checksHeadRequestsLikeGetRequests() {
        assertThat(realm.keys("HEAD", "?type=bot&max=1").send().status()).isEqualTo(200);
        assertThat(realm.keys("HEAD", "?colour=x").send().status()).isEqualTo(400);
    }

    /**
     * Returns all operations except for verifications, which never answer 400 to an unknown or repeated parameter.
     * {@link VerificationOutcomesIT} tests their answers.
     */
    private static List<DescribedOperation> operations() {
        List<DescribedOperation> all = new ArrayList<>(DESCRIPTION.operations());
        all.removeIf(DescribedOperation::isVerification);
        assertThat(all).hasSizeGreaterThan(25);
        return all;
    }

    private static Answer send(DescribedOperation operation, String query) {
        Http request = Http.request(operation.method(), operation.url(realm, path) + query);
        if (operation.isAdmin()) {
            request.bearer(admin);
        } else if (operation.isSelf()) {
            request.key(key.text("secret"));
        } else if (operation.id().equals("pollChanges")) {
            request.basic("shortlinks-api", "shortlinks-api-secret");
        } else {
            request.bearer(member);
        }
        if (List.of("POST", "PUT").contains(operation.method())) {
            request.json("{}");
        }
        return request.send();
    }
}
