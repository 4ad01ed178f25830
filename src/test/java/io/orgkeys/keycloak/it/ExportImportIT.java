package io.orgkeys.keycloak.it;

import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The export of a realm contains the catalog and the settings, but no keys. */
class ExportImportIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClassWithGeneratedKeys();

    @BeforeAll
    static void createRealm() {
        realm.changeSettings("""
                        {"prefix":"exported","userKeysPerMember":2,"botKeysPerOrganization":7,"maximumGracePeriod":60,
                         "defaultLifetime":{"user":120,"bot":null},"maximumLifetime":{"user":240,"bot":360},
                         "importedPrefixes":["sk_live_","H0P-"],
                         "leakedKeys":"delete","leakReporters":[{"id":"scanner:1","publicKey":"%s"}],"expiryNotices":false,
                         "maximumIdleTime":{"user":86400,"bot":172800}}""".formatted(new LeakScanner("scanner:1").pem().replace("\n", "\\n")));
        realm.keys("POST", "/resources").json("""
                        {"name":"qr.codes","description":"QR-Códigos ▦","actions":["draw","print"],
                         "roles":{"print":["org-admin","shortlinks-api.printer","a:b"]},"audience":["shortlinks-api","demo-cli"]}""").expect(201);
    }

    @Test
    void importingAnExportRestoresTheCatalogAndTheSettings() {
        try (TestRealm copy = TestRealm.importAs(TestRealm.freeName(), export())) {
            for (String path : List.of("/resources", "/settings")) {
                assertThat(Http.get(copy.adminUrl("/api-keys" + path))
                                .bearer(TestServer.adminToken())
                                .expect(200)
                                .json())
                        .isEqualTo(realm.keys("GET", path).expect(200).json());
            }
        }
    }

    @Test
    void anExportHasNoKeys() {
        Answer bot = realm.createBot("acme", "Stays at home");
        Answer user = realm.createUserKey("acme", "alice");
        String export = export();
        for (Answer key : List.of(bot, user)) {
            String secret = key.text("secret");
            assertThat(export)
                    .contains("qr.codes")
                    .doesNotContain(key.text("id"), secret, Sha256.of(secret), "Stays at home");
        }
    }

    @Test
    void aRealmIsNotImportedTwice() {
        String export = export();
        try (TestRealm copy = TestRealm.importAs(TestRealm.freeName(), export)) {
            Answer again = Http.post(TestServer.url("/admin/realms"))
                    .bearer(TestServer.adminToken())
                    .json(ExampleRealm.renamed(copy.name, export))
                    .send();
            assertThat(again.status()).isEqualTo(409);
            assertThat(Http.get(copy.adminUrl("/api-keys/resources"))
                            .bearer(TestServer.adminToken())
                            .send()
                            .json())
                    .isEqualTo(realm.keys("GET", "/resources").send().json());
        }
    }

    private static String export() {
        return realm.admin("POST", "/partial-export?exportClients=true&exportGroupsAndRoles=true")
                .expect(200)
                .body();
    }
}
