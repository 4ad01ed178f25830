package io.orgkeys.keycloak.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a key is suspended while its owner or its organization is disabled, and active again afterwards. */
@Tag("database")
class SuspensionIT {

    private static final String PERMISSIONS = "{\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aKeyIsSuspendedWhileItsOwnerIsDisabled() {
        String user = realm.members().create("acme", "paused");
        Answer key = realm.createUserKeyOf("acme", user, PERMISSIONS);
        assertActive(key);
        realm.members().enable(user, false);
        assertSuspended(key, "owner_inactive");
        realm.members().enable(user, true);
        assertActive(key);
    }

    /**
     * Keycloak treats a user as disabled in every organization while the organization that manages the user is
     * disabled.
     */
    @Test
    void aKeyIsSuspendedWhileAnotherOrganizationThatManagesItsOwnerIsDisabled() {
        realm.members().create("acme", "managed");
        String managed = LifecycleIT.managedMember(realm, "managed");
        realm.members().add("globex", managed);
        String unmanaged = realm.members().create("acme", "unmanaged");
        realm.members().add("globex", unmanaged);
        Answer key = realm.createUserKeyOf("globex", managed, PERMISSIONS);
        Answer ofUnmanaged = realm.createUserKeyOf("globex", unmanaged, PERMISSIONS);
        assertActive(key);
        realm.organizations().enable("acme", false);
        try {
            for (int i = 0; i < 2; i++) {
                assertSuspended(key, "owner_inactive");
                assertActive(ofUnmanaged);
            }
        } finally {
            realm.organizations().enable("acme", true);
        }
        assertActive(key);
    }

    @Test
    void aBotKeyStaysActiveWhileAUserIsDisabled() {
        Answer key = realm.createBot("acme", "Unmoved", PERMISSIONS);
        String alice = realm.userId("alice");
        realm.members().enable(alice, false);
        try {
            assertActive(key);
        } finally {
            realm.members().enable(alice, true);
        }
    }

    @Test
    void allKeysAreSuspendedWhileTheirOrganizationIsDisabled() {
        Answer ofMember = realm.createUserKey("globex", "carol", PERMISSIONS);
        Answer bot = realm.createBot("globex", "Paused", PERMISSIONS);
        Answer elsewhere = realm.createBot("acme", "Unmoved", PERMISSIONS);
        realm.organizations().enable("globex", false);
        try {
            assertSuspended(ofMember, "organization_disabled");
            assertSuspended(bot, "organization_disabled");
            assertActive(elsewhere);
        } finally {
            realm.organizations().enable("globex", true);
        }
        assertActive(ofMember);
        assertActive(bot);
    }

    /**
     * Organizations are disabled for the realm, so the REST APIs answer with 404, and do not show the status of the
     * keys.
     */
    @Test
    void refusesAllKeysWhileOrganizationsAreDisabledForTheRealm() {
        Answer ofMember = realm.createUserKey("acme", "bob", PERMISSIONS);
        Answer bot = realm.createBot("acme", "All off", PERMISSIONS);
        enableOrganizations(false);
        try {
            assertRefused(ofMember, "organization_disabled");
            assertRefused(bot, "organization_disabled");
            Answer shown = realm.keys("GET", "/" + bot.text("id")).expect(404);
            assertThat(shown.code()).isEqualTo("organizations_disabled");
        } finally {
            enableOrganizations(true);
        }
        assertActive(ofMember);
        assertActive(bot);
    }

    private static void enableOrganizations(boolean enabled) {
        realm.admin("PUT", "")
                .json("{\"organizationsEnabled\":" + enabled + "}")
                .expect(204);
    }

    private static void assertActive(Answer key) {
        realm.verify(key.text("secret"), "").expect(200);
        assertThat(realm.introspect(key.text("secret")).text("active")).isEqualTo("true");
        assertThat(status(key)).isEqualTo("active");
    }

    private static void assertSuspended(Answer key, String code) {
        assertRefused(key, code);
        assertThat(status(key)).isEqualTo("suspended");
    }

    private static void assertRefused(Answer key, String code) {
        Answer refused = realm.verify(key.text("secret"), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
    }

    private static String status(Answer key) {
        return realm.read(key).text("status");
    }
}
