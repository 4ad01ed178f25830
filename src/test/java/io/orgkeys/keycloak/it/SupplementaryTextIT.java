package io.orgkeys.keycloak.it;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Characters beyond the first 65,536, such as emoji, on databases that store them. */
@Tag("database")
class SupplementaryTextIT {

    private static final String KEY = "\ud83d\udd11";
    private static final String MANAGER = "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aKeyMayBeNamedAndFoundByThem() {
        Answer key = realm.createBot("acme", KEY + " CI");
        Answer updated = realm.update(key, Map.of("description", "Opens " + KEY));
        assertThat(updated.text("name")).isEqualTo(KEY + " CI");
        assertThat(updated.text("description")).isEqualTo("Opens " + KEY);
        assertThat(realm.keys("GET", "?search=" + Http.encode(KEY)).expect(200).json())
                .hasSize(1);
        assertThat(realm.verify(key).text("username")).isEqualTo("bot:" + KEY + " CI");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String nobody = Http.encode(KEY);
        assertThat(realm.keys("GET", "?userId=" + nobody).expect(200).body()).isEqualTo("[]");
        assertThat(realm.keys("GET", "/count?userId=" + nobody).expect(200).body())
                .isEqualTo("0");
        assertThat(realm.keys("GET", "?organizationId=" + nobody).send().status())
                .isEqualTo(404);
        assertThat(realm.keys("GET", "/" + nobody).send().status()).isEqualTo(404);
        assertThat(realm.accountAs("alice", "GET", "/organizations/" + nobody + "/keys")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    /** Keycloak keeps the name of the actor with the event, in a column that not every database makes wide enough. */
    @Test
    void aKeyThatIsNamedSoMayManageOthers() {
        realm.storeEvents("LOGIN");
        String secret = realm.createBot("acme", KEY, MANAGER).text("secret");
        Answer created = realm.accountWith(secret, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"bot\",\"name\":\"Made by another\"}")
                .expect(201);
        assertThat(created.text("createdBy.name")).isEqualTo(KEY);
        assertThat(realm.admin("GET", "/admin-events").expect(200).body())
                .contains("organizations/" + realm.organizationId("acme") + "/api-keys/" + created.text("id"));
    }
}
