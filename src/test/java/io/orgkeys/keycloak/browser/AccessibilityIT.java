package io.orgkeys.keycloak.browser;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.LeakScanner;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Checks the accessibility of our pages and dialogs with the tool axe-core. */
@InBrowser
class AccessibilityIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void theListOfKeys() {
        realm.createUserKey("acme", "bob", "{\"stats\":[\"read\"],\"files\":[\"read\"]}");
        Answer suspended = realm.createUserKey("acme", "dave");
        realm.members().enable(suspended.text("userId"), false);
        Answer disabled = realm.createBot("acme", "Paused", "{}");
        realm.update(disabled, "{\"enabled\":false}");
        realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        "Temporary",
                        "expiresAt",
                        Instant.now().plus(Duration.ofHours(1)).toString()))
                .expect(201);
        realm.later(Duration.ofHours(2), () -> {
            KeyList keys = keysOf("acme");
            for (Map.Entry<String, String> status : Map.of(
                            "bob", "Active", "dave", "Suspended", "Paused", "Disabled", "Temporary", "Expired")
                    .entrySet()) {
                assertThat(keys.row(status.getKey())).containsText(status.getValue());
            }
            Axe.assertAccessible(keys.row("Temporary"));

            keys.row("Paused").getByTestId("row-actions").click();
            Axe.assertAccessible(keys.page().getByTestId("action-delete"));
            keys.page().keyboard().press("Escape");
            keys.list().getByTestId("filter-type").selectOption("bot");
            keys.list().getByTestId("filter-status").selectOption("suspended");
            Axe.assertAccessible(keys.list().getByTestId("empty-state"));
        });
    }

    @Test
    void anEmptyListAndAListThatFailsToLoad() {
        KeyList keys = keysOf("globex");
        Axe.assertAccessible(keys.list().getByTestId("empty-state"));
        keys.page().route("**/api-keys?*", Route::abort);
        keys.page().reload();
        Axe.assertAccessible(keys.list().getByTestId("failed"));
    }

    @Test
    void theDialogsOfAUserKey() {
        KeyList keys = keysOf("acme");
        keys.createButton().click();
        keys.page().locator("#key-type-user").check();
        keys.page().locator("#key-member").fill("car");
        Locator carol = keys.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText("carol"));
        Axe.assertAccessible(carol);
        carol.click();
        keys.page().locator("#key-name").fill("Out of\u0085control");
        keys.submit("create-key");
        assertThat(keys.page().locator("#key-name")).hasAttribute("aria-invalid", "true");
        Axe.assertAccessible(keys.dialog("create-key"));
        keys.page().locator("#key-name").fill("Carol's laptop");
        keys.page().locator("#key-expiry").selectOption("date");
        keys.page().locator("#key-expiry-date").fill("2001-01-01");
        Axe.assertAccessible(keys.page().locator("#key-expiry-date"));
        keys.page().locator("#key-expiry").selectOption("default");
        keys.submit("create-key");
        Axe.assertAccessible(keys.dialog("secret"));
        keys.copySecret();

        keys.choose("Carol's laptop", "edit");
        keys.page().getByTestId("permission-stats-read").check();
        Axe.assertAccessible(keys.page().getByTestId("widens"));
        keys.submit("edit-key");
        assertThat(keys.dialog("edit-key")).isHidden();
        Axe.assertAccessible(keys.page().getByText("API key saved"));
    }

    @Test
    void theDialogsOfABotKey() {
        Answer bot = realm.createBot("acme", "Nightly build", "{\"stats\":[\"read\"],\"files\":[\"read\"]}");
        realm.use(bot);
        Answer leaked = realm.createBot("acme", "Published", "{}");
        LeakScanner scanner = new LeakScanner("scanner:1").register(realm);
        scanner.report(realm, leaked.text("secret")).expect(200);
        KeyList keys = keysOf("acme");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-networks").fill("192.0.2.1/24");
        keys.page().locator("#key-networks").press("Enter");
        keys.page().locator("#key-name").fill("At home");
        keys.submit("create-key");
        assertThat(keys.page().locator("#key-networks-help")).containsText("192.0.2.1/24");
        keys.page().getByTestId("add-attribute").click();
        keys.page().locator("#key-attribute-0-name").fill("2nd");
        keys.page().getByTestId("add-attribute").click();
        Axe.assertAccessible(keys.dialog("create-key"));
        keys.page().getByTestId("cancel").click();

        KeyPage published = KeyPage.from(keys, "Published");
        Axe.assertAccessible(keys.page().getByTestId("leaked"));
        published.back();

        KeyPage nightlyBuild = KeyPage.from(keys, "Nightly build");
        keys.page().locator("summary").click();
        Axe.assertAccessible(keys.page().getByTestId("usage-table"));
        nightlyBuild.action("rotate").click();
        keys.page().locator("#key-grace-custom").check();
        keys.page().locator("#key-grace-hours").fill("long");
        Axe.assertAccessible(keys.dialog("rotate"));
        keys.page().locator("#key-grace-0").check();
        keys.submit("rotate");
        Axe.assertAccessible(keys.dialog("secret"));
        keys.page().getByTestId("secret-stored").click();
        nightlyBuild.back();

        keys.choose("Nightly build", "disable");
        Axe.assertAccessible(keys.dialog("disable").getByTestId("in-use"));
        keys.page().getByTestId("cancel").click();
        keys.choose("Nightly build", "delete");
        Axe.assertAccessible(keys.dialog("delete"));
        realm.revoke(bot);
        keys.submit("delete");
        Axe.assertAccessible(keys.dialog("delete").getByTestId("problem"));
    }

    @Test
    void thePageOfAKey() {
        try (TestRealm other = realm.another()) {
            other.storeEvents("LOGIN");
            other.createResource("{\"name\":\"papers\",\"actions\":[\"read\"]}");
            Answer bot = other.createBot("acme", "Half effective", "{\"stats\":[\"read\"],\"papers\":[\"read\"]}");
            other.keys("DELETE", "/resources/papers").expect(204);
            other.rotate(bot);
            other.use(bot);
            Answer suspended = other.createUserKey("acme", "dave");
            other.members().enable(suspended.text("userId"), false);
            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            console.openOrganization("acme", "api-keys");
            KeyList keys = KeyList.all(console.page());
            Axe.assertAccessible(keys.row("Half effective").getByTestId("key-former"));
            KeyPage key = KeyPage.from(keys, "Half effective");
            assertThat(keys.page().getByTestId("usage-summary")).isVisible();
            Axe.assertAccessible(keys.page().getByTestId("key-history"));
            keys.page().getByTestId("end-former").click();
            Axe.assertAccessible(keys.dialog("end"));
            keys.page().getByTestId("cancel").click();
            key.back();

            keys.row("dave").getByTestId("key-name").click();
            Axe.assertAccessible(key.details());
            other.revoke(suspended);
            keys.page().reload();
            Axe.assertAccessible(key.notFound());
        }
    }

    @Test
    void theKeysOfARealm() {
        try (TestRealm other = realm.another()) {
            other.createUserKey("acme", "bob");
            Answer bot = other.createBot("globex", "Robot");
            RealmPage realmPage = RealmPage.as(other, "h0p-admin", "?type=bot&expiresAfter=0d", browser);
            Axe.assertAccessible(realmPage.keys().list().getByTestId("empty-state"));
            realmPage.view("all").click();
            realmPage.select("Robot");
            Axe.assertAccessible(realmPage.keys().row("Robot"));
            Page page = realmPage.page();
            page.getByTestId("filter-add").click();
            Axe.assertAccessible(page.getByTestId("filter-add-leaked"));
            page.getByTestId("filter-add-createdBy").click();
            Axe.assertAccessible(page.getByTestId("filter-value"));
            page.getByTestId("filter-cancel").click();
            page.getByTestId("bulk-delete").click();
            Axe.assertAccessible(realmPage.keys().dialog("bulk"));
            other.revoke(bot);
            realmPage.keys().submit("bulk");
            Axe.assertAccessible(page.getByTestId("bulk-failure"));
            page.getByTestId("bulk-result-close").click();
            realmPage.keys().row("bob").getByTestId("key-name").click();
            Axe.assertAccessible(page.getByTestId("key-details"));

            realmPage.console().open("/users/" + other.userId("bob") + "/api-keys");
            Axe.assertAccessible(realmPage.keys().row("bob"));
        }
    }

    @Test
    void theCatalog() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Axe.assertAccessible(catalog.row("stats"));
        catalog.row("stats").getByTestId("row-actions").click();
        Axe.assertAccessible(catalog.page().getByTestId("action-delete"));
        catalog.page().getByTestId("action-delete").click();
        Axe.assertAccessible(catalog.dialog("confirm"));
        catalog.page().getByTestId("cancel").click();

        catalog.createButton().click();
        catalog.page().locator("#resource-name").fill("2nd");
        catalog.add("action-own", "publish");
        catalog.page().locator("#action-own").fill("Publish");
        catalog.add("roles-publish", "org-admin");
        catalog.add("resource-audience", "shortlinks-api");
        catalog.page().locator("#roles-read").fill("org");
        Axe.assertAccessible(
                catalog.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText("org-admin")));
        catalog.page().getByTestId("cancel").click();

        catalog.choose("apiKeys", "edit");
        Axe.assertAccessible(catalog.dialog("resource"));
        catalog.submit("resource");
        Axe.assertAccessible(catalog.page().getByText("The resource apiKeys has been saved."));

        catalog.list().getByTestId("search").locator("input").fill("nowhere");
        catalog.page().keyboard().press("Enter");
        Axe.assertAccessible(catalog.list().getByTestId("empty-state"));
    }

    @Test
    void anEmptyCatalog() {
        try (TestRealm empty = realm.another()) {
            empty.emptyCatalog();
            CatalogPage catalog = CatalogPage.as(empty, "h0p-admin", browser);
            Axe.assertAccessible(catalog.list().getByTestId("empty-state"));
        }
    }

    @Test
    void theSettings() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator settings = catalog.openSettings();
        Axe.assertAccessible(settings);
        settings.locator("#settings-prefix").fill("?");
        settings.locator("#settings-userKeysPerMember").fill("-1");
        settings.locator("#settings-defaultLifetime-bot").selectOption("some");
        settings.locator("#settings-defaultLifetime-bot-amount").fill("0");
        settings.locator("#settings-maximumGracePeriod").fill("");
        settings.getByTestId("add-reporter").click();
        Axe.assertAccessible(settings);
    }

    @Test
    void thePagesOfAReadOnlyAdministrator() {
        realm.administrators().add("realm-viewer", "view-realm");
        new LeakScanner("scanner:1").register(realm);
        CatalogPage catalog = CatalogPage.as(realm, "realm-viewer", browser);
        Axe.assertAccessible(catalog.row("stats"));
        Axe.assertAccessible(catalog.openSettings());
    }

    @Test
    void thePageOfTheAccountConsole() {
        Page page = accountOf("alice");
        Axe.assertAccessible(KeyList.own(page).list().getByTestId("empty-state"));
        KeyList own = KeyList.own(page);
        own.createButton().click();
        own.page().locator("#key-name").fill("My laptop");
        Axe.assertAccessible(own.dialog("create-key"));
        own.submit("create-key");
        Axe.assertAccessible(own.dialog("secret"));
        own.copySecret();
        Axe.assertAccessible(own.row("My laptop"));
        KeyList all = KeyList.all(page);
        KeyPage key = KeyPage.from(all, "My laptop");
        assertThat(page.getByTestId("usage-summary")).isVisible();
        Axe.assertAccessible(key.details());
    }

    @Test
    void anAccountWithoutOrganizations() {
        AccountConsole console = AccountConsole.of(realm, "erin", browser);
        console.openApiKeys();
        Axe.assertAccessible(console.page().getByTestId("empty-state"));
    }

    private static KeyList keysOf(String organization) {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization(organization, "api-keys");
        return KeyList.all(console.page());
    }

    private static Page accountOf(String user) {
        AccountConsole console = AccountConsole.of(realm, user, browser);
        console.menu("API keys").click();
        return console.page();
    }
}
