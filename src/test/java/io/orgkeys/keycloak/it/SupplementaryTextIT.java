package io.orgkeys.keycloak.it;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests characters beyond U+FFFF, such as emoji, on databases that can store them. */
@Tag("database")
class SupplementaryTextIT {

    private static final String EMOJI = "\ud83d\udd11";
    private static final String KEY_MANAGEMENT = "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void storesAndFindsKeysWithEmoji() {
        Answer key = realm.createBot("acme", EMOJI + " CI");
        Answer updated = realm.update(key, Map.of("description", "Opens " + EMOJI));
        assertThat(updated.text("name")).isEqualTo(EMOJI + " CI");
        assertThat(updated.text("description")).isEqualTo("Opens " + EMOJI);
        assertThat(realm.keys("GET", "?search=" + Http.encode(EMOJI))
                        .expect(200)
                        .json())
                .hasSize(1);
        assertThat(realm.verify(key).text("username")).isEqualTo("bot:" + EMOJI + " CI");
    }

    @Test
    void findsNothingForAnUnknownIdWithEmoji() {
        String emoji = Http.encode(EMOJI);
        assertThat(realm.keys("GET", "?userId=" + emoji).expect(200).body()).isEqualTo("[]");
        assertThat(realm.keys("GET", "/count?userId=" + emoji).expect(200).body())
                .isEqualTo("0");
        assertThat(realm.keys("GET", "?organizationId=" + emoji).send().status())
                .isEqualTo(404);
        assertThat(realm.keys("GET", "/" + emoji).send().status()).isEqualTo(404);
        assertThat(realm.accountAs("alice", "GET", "/organizations/" + emoji + "/keys")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    /**
     * In the admin event, the emoji in the name of the acting key is replaced, because Keycloak's column for it cannot
     * store emoji on MariaDB and MySQL.
     */
    @Test
    void aKeyWithEmojiInItsNameManagesOtherKeys() {
        realm.storeEvents("LOGIN");
        String secret = realm.createBot("acme", EMOJI, KEY_MANAGEMENT).text("secret");
        Answer created = realm.accountWith(secret, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"bot\",\"name\":\"Made by another\"}")
                .expect(201);
        assertThat(created.text("createdBy.name")).isEqualTo(EMOJI);
        assertThat(realm.admin("GET", "/admin-events").expect(200).body())
                .contains("organizations/" + realm.organizationId("acme") + "/api-keys/" + created.text("id"));
    }
}
