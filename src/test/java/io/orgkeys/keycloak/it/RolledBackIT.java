package io.orgkeys.keycloak.it;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the answer is 503 and nothing is stored if an event listener marks the transaction for rollback. */
class RolledBackIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void returns503AndStoresNothingWhenTheTransactionIsRolledBack() {
        Answer key = realm.createBot("acme", "Kept");
        realm.createResource("{\"name\":\"kept\",\"actions\":[\"read\"]}");
        String path = "/" + key.text("id");
        Map<String, Supplier<Answer>> changes = new LinkedHashMap<>();
        changes.put(
                "create",
                () -> realm.keys("POST", "")
                        .json(Map.of("organizationId", realm.organizationId("acme"), "type", "bot", "name", "Never"))
                        .send());
        changes.put(
                "update",
                () -> realm.keys("PUT", path).json("{\"enabled\":false}").send());
        changes.put(
                "rotate",
                () -> realm.keys("POST", path + "/rotate")
                        .json("{\"gracePeriod\":0}")
                        .send());
        changes.put("delete", () -> realm.keys("DELETE", path).send());
        changes.put(
                "delete itself",
                () -> realm.accountWith(key.text("secret"), "DELETE", "/self").send());
        changes.put(
                "settings",
                () -> realm.keys("PUT", "/settings")
                        .json("{\"userKeysPerMember\":2}")
                        .send());
        changes.put("resource", () -> realm.keys("DELETE", "/resources/kept").send());
        String before = realm.keys("GET", path).expect(200).body();
        listeners("test-rollback");
        changes.forEach((what, change) -> {
            Answer answer = change.get();
            assertThat(answer.status()).as("%s %s", what, answer.body()).isEqualTo(503);
            assertThat(answer.code()).as(what).isEqualTo("temporarily_unavailable");
            assertThat(answer.header("Location")).as(what).isEmpty();
            assertThat(answer.body()).as(what).doesNotContain("secret");
        });
        assertThat(realm.verify(key).status()).isEqualTo(200);
        assertThat(realm.keys("GET", path).expect(200).json().path("version"))
                .isEqualTo(Answer.parse(before).path("version"));
        assertThat(realm.keys("GET", "?search=Never").expect(200).json()).isEmpty();
        listeners("jboss-logging");
        realm.keys("DELETE", path).expect(204);
        realm.keys("DELETE", "/resources/kept").expect(204);
    }

    private static void listeners(String listener) {
        realm.admin("PUT", "/events/config")
                .json("{\"eventsListeners\":[\"" + listener + "\"],\"adminEventsEnabled\":true}")
                .expect(204);
    }
}
