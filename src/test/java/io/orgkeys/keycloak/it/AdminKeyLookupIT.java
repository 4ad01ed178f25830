package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Which key is this leaked secret? */
@Tag("database")
class AdminKeyLookupIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void lookupFindsTheKeyOfASecretThatIsStillKnown() {
        Answer key = realm.createBot("acme", "Leaked", "{\"stats\":[\"read\"]}");
        Answer found = lookup(key.text("secret")).expect(200);
        assertThat(found.json())
                .isEqualTo(realm.keys("GET", "/" + key.text("id")).send().json());
        Answer rotated = rotate(key, "{\"gracePeriod\":3600}").expect(201);
        assertThat(lookup(key.text("secret")).expect(200).text("id")).isEqualTo(key.text("id"));
        assertThat(lookup(" " + rotated.text("secret") + " ").expect(200).text("id"))
                .isEqualTo(key.text("id"));
        realm.keys("PUT", "/" + key.text("id")).json("{\"enabled\":false}").send();
        assertThat(lookup(rotated.text("secret")).expect(200).text("status")).isEqualTo("disabled");
    }

    @Test
    void lookupOfASecretThatIsNoMoreOrNeverWasFindsNothing() {
        Answer key = realm.createBot("acme", "Unleaked", "{\"stats\":[\"read\"]}");
        rotate(key, "{\"gracePeriod\":0}").expect(201);
        try (TestRealm other = TestRealm.create()) {
            Answer elsewhere = other.createBot("acme", "Elsewhere", "{\"stats\":[\"read\"]}");
            for (String secret : List.of(
                    key.text("secret"),
                    elsewhere.text("secret"),
                    "h0p_bot_" + "0".repeat(38),
                    "nonsense",
                    "ü",
                    key.text("id"))) {
                Answer missing = lookup(secret);
                assertThat(missing.status()).isEqualTo(404);
                assertThat(missing.code()).isEqualTo("key_not_found");
                assertThat(missing.body()).doesNotContain(secret);
            }
        }
        assertThat(realm.keys("POST", "/lookup").json("{}").send().wrongFields())
                .containsExactly("secret");
    }

    private static Answer rotate(Answer key, String json) {
        return realm.keys("POST", "/" + key.text("id") + "/rotate").json(json).send();
    }

    private static Answer lookup(String secret) {
        return realm.keys("POST", "/lookup").json(Map.of("secret", secret)).send();
    }
}
