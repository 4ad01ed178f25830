package io.orgkeys.keycloak.it;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A key is refused if its owner was deleted without a Keycloak event, for example by a script or a restored backup. */
@Tag("database")
class LostOwnerIT {

    private static final String PERMISSIONS = "{\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void refusesAKeyWhoseOwnersMembershipWasDeletedInTheDatabase() {
        String user = realm.members().create("acme", "no-member");
        Answer key = realm.createUserKeyOf("acme", user, PERMISSIONS);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);

        assertThat(Sql.update("delete from USER_GROUP_MEMBERSHIP where USER_ID = ?", user))
                .isPositive();
        realm.clearCaches();

        assertLost(key);
    }

    @Test
    void refusesAKeyWhoseOwnerWasDeletedInTheDatabaseAndAllowsRevokingIt() {
        String user = realm.members().create("acme", "nobody");
        Answer key = realm.createUserKeyOf("acme", user, PERMISSIONS);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);

        for (String table : List.of("USER_GROUP_MEMBERSHIP", "USER_ROLE_MAPPING", "USER_ATTRIBUTE")) {
            Sql.update("delete from " + table + " where USER_ID = ?", user);
        }
        assertThat(Sql.update("delete from USER_ENTITY where ID = ?", user)).isEqualTo(1);
        realm.clearCaches();

        assertLost(key);
        realm.revoke(key);
        KeyRows.assertDeleted(key);
    }

    @Test
    void joiningAnOrganizationDeletesLeftoverKeysOfTheNewMember() {
        Answer key = realm.createUserKeyOf("acme", realm.members().create("acme", "former"), PERMISSIONS);
        Answer elsewhere = realm.createUserKeyOf("globex", realm.members().create("globex", "other"), PERMISSIONS);
        Answer bot = realm.createBot("acme", "Stays", PERMISSIONS);
        String joining = realm.members().createUser("joining");
        for (Answer leftOver : List.of(key, elsewhere)) {
            assertThat(Sql.update("update ORG_API_KEY set OWNER_ID = ? where ID = ?", joining, leftOver.text("id")))
                    .isEqualTo(1);
            assertRefused(leftOver, "owner_inactive");
        }

        realm.members().add("acme", joining);

        KeyRows.assertDeleted(key);
        assertRefused(key, "unknown_key");
        assertRefused(elsewhere, "owner_inactive");
        KeyRows.assertRows(elsewhere, 1, 1, 1);
        assertThat(realm.verify(bot.text("secret"), "").status()).isEqualTo(200);
    }

    private static void assertLost(Answer key) {
        assertRefused(key, "owner_inactive");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
        Answer read = realm.read(key);
        assertThat(read.text("status")).isEqualTo("suspended");
        assertThat(read.text("suspensionCause")).isEqualTo("owner_missing");
        assertThat(read.json().has("ineffectivePermissions")).isFalse();
        assertThat(read.json().get("effectivePermissions")).isEmpty();
        assertThat(realm.keys("GET", "?status=suspended").expect(200).json())
                .extracting(JsonNode::toString)
                .anyMatch(shown -> shown.contains(key.text("id")));
    }

    private static void assertRefused(Answer key, String code) {
        Answer refused = realm.verify(key.text("secret"), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo(code);
    }
}
