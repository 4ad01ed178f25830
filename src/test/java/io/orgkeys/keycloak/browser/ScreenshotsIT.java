package io.orgkeys.keycloak.browser;

import java.nio.file.Path;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Opens the pages that the documentation shows. With {@code -Dscreenshots.write}, also writes their screenshots. */
@InBrowser
class ScreenshotsIT {

    private static final Path DIRECTORY = Path.of("docs", "screenshots");

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void theTabOfAnOrganization() {
        realm.createUserKey("acme", "bob", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\",\"read\"]}");
        realm.createUserKey("acme", "carol", "{\"shortLinks\":[\"create\",\"read\",\"update\",\"delete\"]}");
        realm.verify(
                realm.createBot("acme", "Nightly build", "{\"files\":[\"create\",\"read\"]}")
                        .text("secret"),
                "");
        realm.createBot("acme", "Monitoring");
        Page page = newPage();
        AdminConsole.of(realm, "h0p-admin", page).openOrganization("acme", "api-keys");
        KeyList keys = KeyList.all(page);
        assertThat(keys.row("Nightly build")).isVisible();
        take(page, "organization-keys");

        keys.createButton().click();
        page.locator("#key-type-bot").check();
        page.locator("#key-name").fill("Deployment");
        page.locator("#key-description").fill("Publishes short links after a release");
        page.getByTestId("permission-shortLinks-create").check();
        page.locator("#key-name").scrollIntoViewIfNeeded();
        take(page, "create-key");

        keys.submit("create-key");
        assertThat(page.getByTestId("secret-stored")).isVisible();
        take(page, "secret");
    }

    @Test
    void thePageOfAKey() {
        realm.storeEvents("LOGIN");
        Answer key =
                realm.createBot("globex", "Weekly report", "{\"stats\":[\"read\"],\"files\":[\"create\",\"read\"]}");
        for (int i = 0; i < 40; i++) {
            realm.verify(key.text("secret"), i % 8 == 0 ? "?permission=domains:delete" : "");
        }
        realm.rotate(key);
        realm.use(key);
        Page page = newPage();
        AdminConsole.of(realm, "h0p-admin", page).openOrganization("globex", "api-keys");
        KeyPage.from(KeyList.all(page), "Weekly report");
        assertThat(page.getByTestId("usage-summary")).isVisible();
        assertThat(page.getByTestId("key-history")).isVisible();
        page.setViewportSize(1280, 1400);
        take(page, "key");
    }

    @Test
    void thePageOfTheAccountConsole() {
        realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\",\"read\"]}");
        realm.createBot("acme", "Weekly report");
        Page page = newPage();
        AccountConsole.of(realm, "alice", page).menu("API keys").click();
        assertThat(KeyList.own(page).list().getByTestId("key-row")).hasCount(1);
        assertThat(KeyList.all(page).row("Weekly report")).isVisible();
        take(page, "account-keys");
    }

    @Test
    void theCatalogAndTheSettingsOfARealm() {
        Page page = newPage();
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", page);
        assertThat(catalog.row("webhooks")).isVisible();
        // wait until the animation has scrolled the tab into view
        assertThat(page.getByTestId("rs-api-resources-tab"))
                .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(0.98));
        take(page, "catalog");

        catalog.choose("domains", "edit");
        catalog.add("resource-audience", "shortlinks-api");
        page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Edit resource"))
                .click();
        take(page, "edit-resource");
        page.getByTestId("cancel").click();

        Locator settings = catalog.openSettings();
        settings.locator("#settings-maximumLifetime-bot").selectOption("some");
        page.mouse().move(0, 0);
        take(page, "settings");
    }

    private static Page newPage() {
        return browser.newPage(options -> options.setViewportSize(1280, 800));
    }

    private static void take(Page page, String name) {
        if (System.getProperty("screenshots.write") != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(DIRECTORY.resolve(name + ".png")));
        }
    }
}
