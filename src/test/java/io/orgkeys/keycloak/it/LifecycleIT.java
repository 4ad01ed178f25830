package io.orgkeys.keycloak.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the keys of a removed member, or of a deleted user, organization or realm, are deleted from all tables,
 * and that other keys are kept. No test is needed for members who leave an organization by themselves, because
 * Keycloak's account REST API has no operation for it. Users who delete their own account are deleted like any other user.
 */
@Tag("database")
class LifecycleIT {

    private static final String PERMISSIONS = "{\"stats\":[\"read\"],\"files\":[\"create\",\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void removingAMemberDeletesOnlyTheirKeysInThatOrganization() {
        String user = realm.members().create("acme", "leaver");
        realm.members().add("globex", user);
        Answer key = realm.createUserKeyOf("acme", user, PERMISSIONS);
        Answer rotated = rotate(key);
        Answer elsewhere = realm.createUserKeyOf("globex", user, PERMISSIONS);
        Answer ofAnother = realm.createUserKeyOf("acme", realm.members().create("acme", "stayer"), PERMISSIONS);
        Answer bot = realm.createBot("acme", "Stays", PERMISSIONS);
        KeyRows.assertRows(key, 1, 2, 3);

        realm.members().remove("acme", user);

        KeyRows.assertDeleted(key);
        assertUnknown(key);
        assertUnknown(rotated);
        assertValid(elsewhere);
        assertValid(ofAnother);
        assertValid(bot);
    }

    @Test
    void joiningAgainDoesNotRestoreTheFormerKey() {
        String user = realm.members().create("acme", "returner");
        Answer former = realm.createUserKeyOf("acme", user, PERMISSIONS);
        realm.members().remove("acme", user);
        realm.members().add("acme", user);
        assertUnknown(former);
        assertThat(realm.keys("GET", "?userId=" + user).expect(200).json()).isEmpty();
        assertValid(realm.createUserKeyOf("acme", user, PERMISSIONS));
    }

    @Test
    void deletingAUserDeletesTheirKeysInAllOrganizations() {
        String user = realm.members().create("acme", "removed");
        realm.members().add("globex", user);
        Answer key = realm.createUserKeyOf("acme", user, PERMISSIONS);
        Answer elsewhere = realm.createUserKeyOf("globex", user, PERMISSIONS);

        realm.admin("DELETE", "/users/" + user).expect(204);

        KeyRows.assertDeleted(key, elsewhere);
        assertUnknown(key);
        assertUnknown(elsewhere);
    }

    /** Removing a managed member from its organization deletes the user. */
    @Test
    void removingAManagedMemberDeletesTheirKeysInAllOrganizations() {
        try (TestRealm managed = TestRealm.create()) {
            String bob = managedMember(managed, "bob");
            managed.members().add("globex", bob);
            Answer key = managed.createUserKeyOf("acme", bob, PERMISSIONS);
            Answer elsewhere = managed.createUserKeyOf("globex", bob, PERMISSIONS);

            managed.members().remove("acme", bob);

            managed.admin("GET", "/users/" + bob).expect(404);
            KeyRows.assertDeleted(key, elsewhere);
        }
    }

    @Test
    void deletingAnOrganizationDeletesItsKeysAndThoseOfItsManagedMembers() {
        try (TestRealm managed = TestRealm.create()) {
            String bob = managedMember(managed, "bob");
            managed.members().add("globex", bob);
            Answer ofMember = managed.createUserKey("acme", "alice", PERMISSIONS);
            Answer ofManagedMember = managed.createUserKeyOf("acme", bob, PERMISSIONS);
            Answer ofManagedMemberElsewhere = managed.createUserKeyOf("globex", bob, PERMISSIONS);
            Answer bot = managed.createBot("acme", "Goes", PERMISSIONS);
            Answer botElsewhere = managed.createBot("globex", "Stays", PERMISSIONS);
            Answer ofMemberElsewhere = managed.createUserKey("globex", "carol", PERMISSIONS);

            managed.admin("DELETE", "/organizations/" + managed.organizationId("acme"))
                    .expect(204);

            KeyRows.assertDeleted(ofMember, ofManagedMember, ofManagedMemberElsewhere, bot);
            assertThat(managed.verify(bot.text("secret"), "").code()).isEqualTo("unknown_key");
            KeyRows.assertRows(botElsewhere, 1, 1, 3);
            assertThat(managed.verify(botElsewhere.text("secret"), "").status()).isEqualTo(200);
            assertThat(managed.verify(ofMemberElsewhere.text("secret"), "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void deletingARealmDeletesOnlyItsKeys() {
        Answer ofAnother = realm.createBot("acme", "Of another realm", PERMISSIONS);
        TestRealm removed = TestRealm.create();
        Answer ofMember = removed.createUserKey("acme", "alice", PERMISSIONS);
        Answer bot = removed.createBot("globex", "Goes", PERMISSIONS);
        KeyRows.assertRows(bot, 1, 1, 3);

        removed.close();

        KeyRows.assertDeleted(ofMember, bot);
        assertValid(ofAnother);
    }

    @Test
    void aBotKeyOutlivesItsCreator() {
        try (TestRealm other = TestRealm.create()) {
            Answer key = other.account(
                            other.token("alice"), "POST", "/organizations/" + other.organizationId("acme") + "/keys")
                    .json("{\"type\":\"bot\",\"name\":\"Outlives\",\"permissions\":" + PERMISSIONS + "}")
                    .expect(201);
            String alice = other.userId("alice");

            other.members().remove("acme", alice);
            assertThat(other.verify(key.text("secret"), "").status()).isEqualTo(200);

            other.admin("DELETE", "/users/" + alice).expect(204);
            Answer verified = other.verify(key.text("secret"), "?permission=files:create");
            assertThat(verified.status()).isEqualTo(200);
            Answer read = other.read(key);
            assertThat(read.text("createdBy.id")).isEqualTo(alice);
            assertThat(read.text("createdBy.name")).isEqualTo("alice");
            assertThat(read.text("status")).isEqualTo("active");
        }
    }

    /** Makes a member of acme a managed member, as if the organization's identity provider had created the user. */
    static String managedMember(TestRealm in, String user) {
        String id = in.userId(user);
        assertThat(Sql.update(
                        "update USER_GROUP_MEMBERSHIP set MEMBERSHIP_TYPE = 'MANAGED' where USER_ID = ?"
                                + " and GROUP_ID = (select GROUP_ID from ORG where ID = ?)",
                        id,
                        in.organizationId("acme")))
                .isEqualTo(1);
        in.clearCaches();
        return id;
    }

    private static Answer rotate(Answer key) {
        return realm.rotate(key);
    }

    private static void assertValid(Answer key) {
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
    }

    private static void assertUnknown(Answer key) {
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("unknown_key");
    }
}
