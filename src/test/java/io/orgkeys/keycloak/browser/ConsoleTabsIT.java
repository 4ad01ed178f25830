package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.ExampleRealm;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Checks that our tabs in the admin console behave like Keycloak's own tabs. */
@InBrowser
class ConsoleTabsIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void opensLeavesAndReopensTheTab() {
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

        // while our tab is open, the console itself still treats its tab "Settings" as selected
        console.tab("Settings").click();
        console.assertOnlySelected("Settings");
        console.page().goBack();
        console.assertOnlySelected("API keys");
    }

    @Test
    void theTabSurvivesAReload() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys");
        console.assertOnlySelected("API keys");
        console.page().reload();
        console.assertOnlySelected("API keys");
        assertThat(console.panel("API keys")).containsText("Create");
    }

    @Test
    void addsATabToTheRealmSettings() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/realm-settings");
        console.tab("API keys").click();
        console.assertOnlySelected("API keys");
        assertThat(console.panel("API keys")).containsText("shortLinks");
        console.page().reload();
        console.assertOnlySelected("API keys");
        console.tab("General").click();
        console.assertOnlySelected("General");
    }

    @Test
    void addsATabToAUser() {
        realm.createUserKey("acme", "bob", "{}");
        realm.createUserKey("globex", "carol", "{}");
        realm.createBot("acme", "Of the organization", "{}");
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/users/" + realm.userId("bob") + "/settings");
        console.tab("API keys").click();
        console.assertOnlySelected("API keys");
        KeyList keys = new KeyList(console.page(), console.page().getByTestId("realm-api-keys"));
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("bob")).containsText("acme");
        console.page().reload();
        console.assertOnlySelected("API keys");
        KeyPage key = KeyPage.from(keys, "Mine");
        key.back();
        assertThat(keys.rows()).hasCount(1);
        console.page().getByTestId("view-created").click();
        assertThat(console.page().getByTestId("empty-state")).containsText("has created no API keys");
        console.tab("Details").click();
        console.assertOnlySelected("Details");
        assertThat(keys.list()).isHidden();
    }

    @Test
    void theTabOfAUserShowsTheKeysThatTheyCreated() {
        String administrator = realm.createBot("acme", "Created by the administrator", "{}")
                .json()
                .get("createdBy")
                .get("id")
                .asText();
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/users/" + administrator + "/api-keys?show=created");
        KeyList keys = new KeyList(console.page(), console.page().getByTestId("realm-api-keys"));
        assertThat(keys.row("Created by the administrator")).isVisible();
        assertThat(keys.list().getByTestId("view-created")).hasAttribute("aria-current", "page");
    }

    /** The console itself would still show the first user. */
    @Test
    void theLinkToTheOwnerOfAKeyLeadsFromOneUserToAnother() {
        String administrator = realm.createUserKey("acme", "alice", "{}")
                .json()
                .get("createdBy")
                .get("id")
                .asText();
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/users/" + administrator + "/api-keys?show=created");
        Page page = console.page();
        Locator title = page.getByTestId("view-header");
        assertThat(title).containsText("h0p-admin");
        KeyList keys = new KeyList(page, page.getByTestId("realm-api-keys"));
        keys.row("alice")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("alice"))
                .click();
        assertThat(title).containsText("alice");
    }

    @Test
    void anAdministratorOfUsersWithoutOrganizationsSeesNoTabOfAUser() {
        realm.administrators().add("user-viewer", "view-users");
        AdminConsole console = AdminConsole.of(realm, "user-viewer", browser);
        console.open("/users/" + realm.userId("bob") + "/settings");
        assertThat(console.tab("Details")).isVisible();
        assertThat(console.tab("API keys")).hasCount(0);
    }

    @Test
    void showsTheTabInANarrowWindow() {
        Page page = browser.newPage(options -> options.setViewportSize(1280, 800));
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
        console.open("/realm-settings/api-resources");
        console.assertOnlySelected("API keys");
        // do not require the whole tab, because a fraction of a pixel can be outside the window
        assertThat(console.tab("API keys")).isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(0.98));
    }

    @Test
    void eachOrganizationHasItsOwnKeys() {
        realm.createBot("acme", "Of acme", "{}");
        realm.createBot("globex", "Of globex", "{}");
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        for (String organization : List.of("acme", "globex", "acme")) {
            String other = organization.equals("acme") ? "globex" : "acme";
            console.openOrganization(organization, "api-keys");
            console.assertOnlySelected("API keys");
            assertThat(console.panel("API keys")).containsText("Of " + organization);
            assertThat(console.panel("API keys")).not().containsText("Of " + other);
        }
    }

    /** The ids in an imported realm need not be UUIDs. */
    @Test
    void anOrganizationWhoseIdIsNotAUuidHasTheTab() {
        String export = ExampleRealm.json().replace("22222222-2222-4222-8222-222222222222", "Globex & Co.");
        try (TestRealm imported = TestRealm.importAs(TestRealm.freeName(), export)) {
            imported.createBot("globex", "Of globex", "{}");
            AdminConsole console = AdminConsole.of(imported, "h0p-admin", browser);
            console.open("/organizations/Globex%20%26%20Co./settings");
            console.tab("API keys").click();
            console.assertOnlySelected("API keys");
            assertThat(console.panel("API keys")).containsText("Of globex");
        }
    }

    @Test
    void aReadOnlyOrganizationAdministratorSeesTheTab() {
        AdminConsole console = AdminConsole.of(realm, "h0p-viewer", browser);
        console.openOrganization("acme", "settings");
        console.tab("API keys").click();
        console.assertOnlySelected("API keys");
    }

    @Test
    void aReadOnlyRealmAdministratorSeesOnlyTheTabOfTheRealm() {
        realm.administrators().add("realm-viewer", "view-realm");
        AdminConsole console = AdminConsole.of(realm, "realm-viewer", browser);
        console.open("/realm-settings");
        assertThat(console.tab("API keys")).isVisible();
        console.openOrganization("acme", "api-keys");
        assertThat(console.tab("General")).not().isVisible();
        assertThat(console.page().getByRole(AriaRole.MAIN)).not().isEmpty();
        assertThat(console.tab("API keys")).hasCount(0);
    }

    @Test
    void aRealmWithoutOrganizationsHasNoTab() {
        realm.change(Map.of("organizationsEnabled", false));
        try {
            AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
            console.page()
                    .waitForResponse(
                            answer -> answer.url().endsWith("/api-keys/access") && answer.status() == 404,
                            () -> console.open("/realm-settings"));
            assertThat(console.tab("General")).isVisible();
            assertThat(console.tab("API keys")).hasCount(0);
        } finally {
            realm.change(Map.of("organizationsEnabled", true));
        }
    }

    @Test
    void repeatsAFailedRequest() {
        Page page = browser.newPage();
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
        page.route("**/api-keys/organizations/*/access", Route::abort, new Page.RouteOptions().setTimes(1));
        console.openOrganization("acme", "settings");
        assertThat(console.tab("API keys")).isVisible();
    }

    @Test
    void theTabsAreInTheLanguageOfTheConsole() {
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de")));
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser.newPage(options -> options.setLocale("de")));
        console.openOrganization("acme", "api-keys");
        console.assertOnlySelected("API-Schlüssel");
        assertThat(console.panel("API-Schlüssel")).containsText("erstellen");
    }
}
