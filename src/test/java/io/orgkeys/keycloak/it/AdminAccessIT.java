package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The access endpoints return what the caller is allowed to do. A console hides the buttons for all other actions. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminAccessIT {

    private static final String MISSING = "00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @Test
    void aRealmAdministratorIsAllowedEverything() {
        assertThat(access("h0p-admin")).isEqualTo("{\"manage\":true}");
        assertThat(access("h0p-admin", acme))
                .isEqualTo("{\"manage\":true,\"impersonate\":true,\"impersonateSome\":true}");
    }

    @Test
    void anOrganizationManagerManagesKeysButNotTheCatalog() {
        assertThat(access("h0p-org-manager")).isEqualTo("{\"manage\":false}");
        assertThat(access("h0p-org-manager", acme))
                .isEqualTo("{\"manage\":true,\"impersonate\":false,\"impersonateSome\":false}");
    }

    @Test
    void anOrganizationViewerOnlyReads() {
        assertThat(access("h0p-viewer")).isEqualTo("{\"manage\":false}");
        assertThat(access("h0p-viewer", acme))
                .isEqualTo("{\"manage\":false,\"impersonate\":false,\"impersonateSome\":false}");
    }

    @Test
    void hidesWhetherAnOrganizationExistsFromOrdinaryUsers() {
        assertThat(realm.keysAs("alice", "GET", "/access").expect(403).code()).isEqualTo("forbidden");
        Answer hidden = ofOrganization("alice", acme).expect(404);
        assertThat(hidden.body())
                .isEqualTo(ofOrganization("alice", MISSING).expect(404).body())
                .isEqualTo(ofOrganization("h0p-admin", MISSING).expect(404).body());
    }

    @Test
    void returns401WithoutAToken() {
        for (String path : List.of("/access", "/organizations/" + acme + "/access")) {
            assertThat(Http.get(realm.adminUrl("/api-keys" + path)).send().status())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void returns404WhenOrganizationsAreDisabled() {
        realm.change(Map.of("organizationsEnabled", false));
        try {
            assertThat(realm.keys("GET", "/access").expect(404).code()).isEqualTo("organizations_disabled");
            assertThat(ofOrganization("h0p-admin", acme).expect(404).code()).isEqualTo("organizations_disabled");
        } finally {
            realm.change(Map.of("organizationsEnabled", true));
        }
    }

    private static String access(String user) {
        return realm.keysAs(user, "GET", "/access").expect(200).body();
    }

    private static String access(String user, String organization) {
        return ofOrganization(user, organization).expect(200).body();
    }

    private static Answer ofOrganization(String user, String organization) {
        return realm.keysAs(user, "GET", "/organizations/" + organization + "/access")
                .send();
    }
}
