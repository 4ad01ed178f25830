package io.orgkeys.keycloak.browser;

import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.CustomTheme;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Tests the entry of our page in the account console's menu. */
@InBrowser
class AccountMenuIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void opensThePageFromTheMenuAndReloadsIt() {
        AccountConsole console = AccountConsole.of(realm, "alice", browser);
        console.menu("API keys").click();
        assertHeading(console.page());
        assertThat(console.page()).hasURL(realm.url("/account/content/org-api-keys"));
        console.page().reload();
        assertHeading(console.page());
        // Keycloak's own pages still work
        console.menu("Personal info").click();
        assertThat(heading(console.page(), "Personal info")).isVisible();
        assertThat(heading(console.page(), "API keys")).not().isVisible();
        console.menu("API keys").click();
        assertHeading(console.page());
    }

    @Test
    void aUserWithoutOrganizationsHasNoMenuEntryAndThePageExplainsWhy() {
        AccountConsole console = AccountConsole.of(realm, "erin", browser);
        assertThat(console.menu("Organizations")).isVisible();
        assertThat(console.menu("API keys")).hasCount(0);
        // the user can still open the page by its URL, for example from a link
        console.openApiKeys();
        assertThat(console.page().getByText("You are not a member of an organization"))
                .isVisible();
        assertThat(console.menu("API keys")).hasCount(0);
    }

    @Test
    void theMenuEntryAppearsWhenTheUserJoinsAnOrganization() {
        AccountConsole console = AccountConsole.of(realm, "erin", browser);
        assertThat(console.menu("Organizations")).isVisible();
        assertThat(console.menu("API keys")).hasCount(0);
        realm.members().add("acme", realm.userId("erin"));
        try {
            console.page().reload();
            assertThat(console.menu("API keys")).isVisible();
        } finally {
            realm.members().remove("acme", realm.userId("erin"));
        }
    }

    @Test
    void theMenuEntryIsShownWhenTheOrganizationsCannotBeLoaded() {
        Page page = browser.newPage();
        page.route("**/api-keys/organizations", route -> route.abort());
        assertThat(AccountConsole.of(realm, "erin", page).menu("API keys")).isVisible();
    }

    @Test
    void aChangedMenuIsNotServedFromTheBrowserCache() {
        String name = "menu-" + realm.name;
        CustomTheme theme = CustomTheme.ofBrowsers(name, "account")
                .with("theme.properties", "parent=keycloak.v3\n")
                .with("resources/content.json", "[{\"label\":\"Before\",\"path\":\"\"}]");
        realm.change(Map.of("accountTheme", name));
        try {
            AccountConsole console = AccountConsole.of(realm, "alice", browser);
            assertThat(console.menu("Before")).isVisible();
            theme.with("resources/content.json", "[{\"label\":\"After\",\"path\":\"\"}]");
            console.page().navigate(realm.url("/account/"));
            assertThat(console.menu("After")).isVisible();
            assertThat(console.menu("Before")).not().isVisible();
        } finally {
            realm.change(Map.of("accountTheme", ""));
        }
    }

    @Test
    void showsAnErrorWhenTheFilesOfThePageCannotBeLoaded() {
        Page page = browser.newPage();
        page.route("**/assets/org-api-keys-*/view*.js", route -> route.abort());
        AccountConsole console = AccountConsole.of(realm, "alice", page);
        console.menu("API keys").click();
        assertThat(page.getByRole(AriaRole.ALERT)
                        .filter(new Locator.FilterOptions().setHasText("The page could not be loaded.")))
                .isVisible();
        console.menu("Personal info").click();
        assertThat(heading(page, "Personal info")).isVisible();
    }

    private static void assertHeading(Page page) {
        assertThat(heading(page, "API keys")).isVisible();
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }
}
