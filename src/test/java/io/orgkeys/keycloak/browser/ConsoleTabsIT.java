package io.orgkeys.keycloak.browser;

import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** The tabs that the admin console has from us behave as its own do. */
@Tag("browser")
class ConsoleTabsIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void theTabIsOpenedAndLeftAndOpenedAgain() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "settings");
        console.tab("API keys").click();
        console.assertOnlySelected("API keys");
        console.assertAddress("/organizations/" + realm.organizationId("acme") + "/api-keys");
        assertThat(console.panel("API keys")).containsText("Create");

        console.tab("Members").click();
        console.assertOnlySelected("Members");
        assertThat(console.panel("API keys")).not().isVisible();

        console.tab("API keys").click();
        console.assertOnlySelected("API keys");
        assertThat(console.panel("API keys")).containsText("Create");

        // to the tab that the console has believed to be shown all along
        console.tab("Settings").click();
        console.assertOnlySelected("Settings");
        console.page().goBack();
        console.assertOnlySelected("API keys");
    }

    @Test
    void theAddressOfTheTabCanBeKept() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys");
        console.assertOnlySelected("API keys");
        console.page().reload();
        console.assertOnlySelected("API keys");
        assertThat(console.panel("API keys")).containsText("Create");
    }

    @Test
    void theRealmSettingsHaveATabToo() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/realm-settings");
        console.tab("API resources").click();
        console.assertOnlySelected("API resources");
        assertThat(console.panel("API resources")).containsText("shortLinks");
        console.page().reload();
        console.assertOnlySelected("API resources");
        console.tab("General").click();
        console.assertOnlySelected("General");
    }
}
