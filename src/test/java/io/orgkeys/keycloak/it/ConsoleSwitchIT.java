package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;

import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who wants the REST APIs only has the consoles as they are. */
@Tag("faults") // with a server of its own
class ConsoleSwitchIT {

    @Test
    void switchedOffTheConsolesAreAsTheyWere() throws IOException {
        try (KeycloakServer server = KeycloakServer.builder()
                .name("no-pages")
                .options("--spi-theme--org-api-keys--pages=false")
                .start()) {
            assertThat(Console.at(server.baseUrl() + "/admin/master/console/").html())
                    .contains("/admin/keycloak.v2/")
                    .doesNotContain("org-api-keys");
            Console account = Console.at(server.baseUrl() + "/realms/master/account/");
            assertThat(account.html()).contains("/account/keycloak.v3/").doesNotContain("org-api-keys");
            assertThat(account.resource("content.json").expect(200).body())
                    .contains("organizations")
                    .doesNotContain("orgApiKeys");
            // and the REST APIs are there
            assertThat(Http.get(server.baseUrl() + "/admin/realms/master/api-keys/access")
                            .send()
                            .status())
                    .isEqualTo(401);
            assertThat(Files.readString(server.logFile()))
                    .contains("The consoles show no pages for API keys: they are switched off");
        }
    }
}
