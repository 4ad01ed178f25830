package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
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
        assertSuspended(key, "owner_inactive", "owner_disabled");
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
                assertSuspended(key, "owner_inactive", "owner_disabled");
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
            assertSuspended(ofMember, "organization_disabled", "organization_disabled");
            assertSuspended(bot, "organization_disabled", "organization_disabled");
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

    @Test
    void namesTheReasonsIfNoPermissionIsEffective() {
        realm.createResource("{\"name\":\"temporary\",\"actions\":[\"use\"]}");
        String permissions = "{\"temporary\":[\"use\"],\"domains\":[\"delete\"]}";
        Answer ofMember = realm.createUserKeyOf("acme", realm.members().create("acme", "powerless"), permissions);
        Answer bot = realm.createBot("acme", "Powerless", "{\"temporary\":[\"use\"]}");
        assertActive(ofMember);
        assertActive(bot);
        assertIneffective(ofMember, "domains:delete role_missing");
        assertIneffective(bot);

        realm.keys("DELETE", "/resources/temporary").expect(204);

        for (Answer key : List.of(ofMember, bot)) {
            assertThat(realm.verify(key.text("secret"), "").expect(403).code()).isEqualTo("insufficient_permissions");
            assertThat(realm.read(key).text("suspensionCause")).isEqualTo("no_effective_permissions");
        }
        assertIneffective(ofMember, "domains:delete role_missing", "temporary:use not_in_catalog");
        assertIneffective(bot, "temporary:use not_in_catalog");
    }

    @Test
    void aDisabledKeyHasNoCauseButNamesItsIneffectivePermissions() {
        Answer key = realm.createUserKeyOf(
                "acme", realm.members().create("acme", "both"), "{\"domains\":[\"delete\",\"read\"]}");
        Answer disabled = realm.update(key, "{\"enabled\":false}");
        assertThat(disabled.json().has("suspensionCause")).isFalse();
        assertIneffective(key, "domains:delete role_missing");
    }

    private static void assertIneffective(Answer key, String... permissionsWithReasons) {
        List<String> found = new ArrayList<>();
        realm.read(key)
                .json()
                .required("ineffectivePermissions")
                .forEach(one -> found.add(one.path("resource").asText() + ":"
                        + one.path("action").asText() + " " + one.path("reason").asText()));
        assertThat(found).containsExactly(permissionsWithReasons);
    }

    private static void enableOrganizations(boolean enabled) {
        realm.admin("PUT", "")
                .json("{\"organizationsEnabled\":" + enabled + "}")
                .expect(204);
    }

    private static void assertActive(Answer key) {
        realm.verify(key.text("secret"), "").expect(200);
        assertThat(realm.introspect(key.text("secret")).text("active")).isEqualTo("true");
        JsonNode read = realm.read(key).json();
        assertThat(read.path("status").asText()).isEqualTo("active");
        assertThat(read.has("suspensionCause")).isFalse();
    }

    private static void assertSuspended(Answer key, String code, String cause) {
        assertRefused(key, code);
        JsonNode read = realm.read(key).json();
        assertThat(read.path("status").asText()).isEqualTo("suspended");
        assertThat(read.path("suspensionCause").asText()).isEqualTo(cause);
        assertThat(realm.keys("GET", "?status=suspended&search=" + key.text("id"))
                        .expect(200)
                        .text("0.suspensionCause"))
                .isEqualTo(cause);
    }

    private static void assertRefused(Answer key, String code) {
        Answer refused = realm.verify(key.text("secret"), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
    }
}
