package io.orgkeys.keycloak.it;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests members from a user federation. Their ids are long, and the members can disappear without an event. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll and @BeforeEach set the fields
class FederatedOwnerIT {

    private static final String PERMISSIONS = "{\"stats\":[\"read\"]}";

    /**
     * A user name that is so long that the id f:&lt;component&gt;:&lt;name&gt; has 255 characters, Keycloak's maximum.
     */
    private static final String NAME = "frieda" + "0123456789".repeat(21);

    static TestRealm realm;
    String directory;
    String frieda;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void addDirectory() {
        directory = realm.addTo("/components", component(NAME));
        frieda = "f:" + directory + ":" + NAME;
        assertThat(frieda).hasSize(255);
        realm.members().add("acme", frieda);
    }

    @Test
    void aFederatedMemberUsesAKeyLikeALocalMember() {
        Answer key = realm.createUserKeyOf("acme", frieda, PERMISSIONS);
        Answer verified = realm.verify(key.text("secret"), "?permission=stats:read");
        assertThat(verified.status()).isEqualTo(200);
        assertThat(verified.header("X-Auth-Subject")).isEqualTo(frieda);
        assertThat(verified.header("X-Auth-Username")).isEqualTo(NAME);
        Answer introspected = realm.introspect(key.text("secret"));
        assertThat(introspected.text("sub")).isEqualTo(frieda);
        assertThat(introspected.text("username")).isEqualTo(NAME);

        Answer listed = realm.keys("GET", "?userId=" + Http.encode(frieda)).expect(200);
        assertThat(listed.json()).hasSize(1);
        assertThat(listed.text("0.id")).isEqualTo(key.text("id"));
        assertThat(listed.text("0.userId")).isEqualTo(frieda);
        assertThat(listed.text("0.username")).isEqualTo(NAME);
        assertThat(listed.text("0.status")).isEqualTo("active");
        Answer second = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"2\",\"permissions\":{}}"
                                .formatted(realm.organizationId("acme"), frieda))
                .send();
        assertThat(second.code()).isEqualTo("limit_reached");

        realm.members().remove("acme", frieda);
        KeyRows.assertDeleted(key);
    }

    @Test
    void refusesAKeyWhoseOwnersDirectoryWasRemoved() {
        Answer key = realm.createUserKeyOf("acme", frieda, PERMISSIONS);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        realm.admin("DELETE", "/components/" + directory).expect(204);
        assertRefused(key, "owner_inactive");
        assertSuspended(key);
        realm.revoke(key);
        KeyRows.assertDeleted(key);
    }

    @Test
    void refusesAKeyWhileTheDirectoryDoesNotContainItsOwner() {
        Answer key = realm.createUserKeyOf("acme", frieda, PERMISSIONS);
        setUser("somebody-else");
        assertRefused(key, "owner_inactive");
        assertSuspended(key);
        setUser(NAME);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
    }

    @Test
    void returns503WhileTheDirectoryFails() {
        Answer key = realm.createUserKeyOf("acme", frieda, PERMISSIONS);
        setUser("outage");
        Answer verified = realm.verify(key.text("secret"), "");
        assertThat(verified.status()).isEqualTo(503);
        assertThat(verified.code()).isEqualTo("temporarily_unavailable");
        assertThat(verified.header("Retry-After")).isEqualTo("1");
        assertThat(realm.introspectAs("shortlinks-api", key.text("secret"), Map.of())
                        .status())
                .isEqualTo(503);
        Answer listed = realm.keys("GET", "?userId=" + Http.encode(frieda)).expect(200);
        assertThat(listed.text("0.status")).isEqualTo("unknown");
        assertThat(listed.json().get(0).has("suspensionCause")).isFalse();
        assertThat(listed.json().get(0).has("ineffectivePermissions")).isFalse();
        realm.createBot("acme", "During an outage", PERMISSIONS);
        setUser(NAME);
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
    }

    private void assertSuspended(Answer key) {
        Answer read = realm.read(key);
        assertThat(read.text("status")).isEqualTo("suspended");
        assertThat(read.text("userId")).isEqualTo(frieda);
        assertThat(realm.keys("GET", "").expect(200).body()).contains(key.text("id"));
        assertThat(realm.keys("GET", "?status=active").expect(200).body()).doesNotContain(key.text("id"));
    }

    private static void assertRefused(Answer key, String code) {
        Answer refused = realm.verify(key.text("secret"), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
    }

    private void setUser(String user) {
        realm.admin("PUT", "/components/" + directory)
                .json(component(user).replaceFirst("\\{", "{\"id\":\"" + directory + "\","))
                .expect(204);
        realm.clearCaches();
    }

    private static String component(String user) {
        return ("{\"name\":\"directory\",\"providerId\":\"long-id-users\","
                        + "\"providerType\":\"org.keycloak.storage.UserStorageProvider\",\"config\":{\"users\":[\"%s\"]}}")
                .formatted(user);
    }
}
