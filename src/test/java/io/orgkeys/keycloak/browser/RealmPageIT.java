package io.orgkeys.keycloak.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.LeakScanner;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Checks the page with the keys of all organizations, and its link in the navigation of the admin console. */
@InBrowser
class RealmPageIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @BeforeAll
    static void createKeys() {
        realm.createBot("acme", "Backup");
        realm.createBot("globex", "Of globex", "{\"files\":[\"read\"]}");
        Answer leaked = realm.createBot("acme", "Published", "{}");
        LeakScanner scanner = new LeakScanner("scanner:1").register(realm);
        scanner.report(realm, leaked.text("secret")).expect(200);
        realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        "Expiring",
                        "expiresAt",
                        Instant.now().plus(Duration.ofDays(20)).toString()))
                .expect(201);
        Answer suspended = realm.createUserKey("acme", "dave");
        realm.members().enable(suspended.text("userId"), false);
    }

    @Test
    void theNavigationLeadsToThePageAndBack() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.open("/organizations");
        RealmPage.link(console).click();
        RealmPage realmPage = new RealmPage(console);
        realmPage.assertOpen();
        realmPage.assertQuery("");
        assertThat(realmPage.keys().row("Of globex")).containsText("globex");

        console.page().getByTestId("nav-item-users").click();
        assertThat(console.page().getByTestId("page-heading")).isHidden();
        assertThat(console.page().locator("main[id]")).isVisible();
        assertThat(console.page().locator("nav li > a.pf-m-current")).hasText(new String[] {"Users"});
        console.page().goBack();
        realmPage.assertOpen();
        console.page().goBack();
        assertThat(console.page().locator("nav li > a.pf-m-current")).hasText(new String[] {"Organizations"});
        assertThat(console.page().locator("main")).hasCount(1);
        console.page().goForward();
        realmPage.assertOpen();
    }

    @Test
    void theLinkFollowsOrganizations() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        assertThat(console.page().locator("li:has(> #nav-item-organizations) + li > a"))
                .hasText("API keys");
    }

    @Test
    void theAddressCanBeOpenedAndReloaded() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "?search=globex", browser);
        realmPage.assertOpen();
        assertThat(realmPage.keys().rows()).hasCount(1);
        realmPage.page().reload();
        realmPage.assertOpen();
        assertThat(realmPage.keys().rows()).hasCount(1);
        realmPage.console().open("/api-keys");
        realmPage.assertOpen();
        realmPage.assertQuery("");
    }

    /** While the page is open, nothing of the console's error page is visible, not even for a moment. */
    @Test
    void theErrorPageOfTheConsoleIsNeverVisible() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser.newPage());
        console.open("/organizations");
        assertThat(RealmPage.link(console)).isVisible();
        console.page().evaluate("""
                () => {
                    window.looks = [];
                    const look = () => {
                        const main = document.querySelector("main[id]");
                        const links = document.querySelectorAll("nav li > a.pf-m-current").length;
                        window.looks.push(`${main?.offsetParent ? main.innerText.slice(0, 14) : ""}|${links}`);
                        requestAnimationFrame(look);
                    };
                    requestAnimationFrame(look);
                }""");
        RealmPage.link(console).click();
        new RealmPage(console).assertOpen();
        console.page().getByTestId("nav-item-organizations").click();
        assertThat(console.page().locator("main[id]")).isVisible();
        assertThat((List<?>) console.page().evaluate("window.looks"))
                .allSatisfy(frame -> assertThat(String.valueOf(frame))
                        .doesNotContain("Page Not Found")
                        .doesNotEndWith("|2"));
    }

    @Test
    void anotherRealmHasItsOwnKeys() {
        try (TestRealm other = realm.another()) {
            other.createBot("acme", "Of the other realm");
            Page page = browser.newPage();
            page.navigate(realm.consoleUrl("").replace("/admin/" + realm.name + "/", "/admin/master/"));
            Login.as(page, "admin");
            assertThat(page.getByTestId("nav-item-clients")).isVisible();
            page.evaluate("hash => location.hash = hash", "#/" + realm.name + "/api-keys/list");
            KeyList keys = new KeyList(page, page.getByTestId("realm-api-keys"));
            assertThat(keys.row("Of globex")).isVisible();
            // the console itself does not notice an edited address
            // does not wait, because our page then loads the console again
            page.evaluate("hash => { setTimeout(() => location.hash = hash); }", "#/" + other.name + "/api-keys/list");
            assertThat(keys.row("Of the other realm")).isVisible();
            assertThat(keys.row("Of globex")).isHidden();
            assertThat(page.getByTestId("nav-item-api-keys"))
                    .hasAttribute("href", "#/" + other.name + "/api-keys/list");
            assertThat(page.getByTestId("nav-item-clients"))
                    .hasAttribute("href", Pattern.compile("^#/" + other.name + "/"));
        }
    }

    @Test
    void anAccountWithoutPermissionSeesNoLink() {
        realm.administrators().add("client-viewer", "view-clients", "view-realm");
        AdminConsole console = AdminConsole.of(realm, "client-viewer", browser);
        assertThat(console.page().getByTestId("nav-item-clients")).isVisible();
        console.open("/api-keys/list");
        assertThat(console.page().locator("main[id]")).containsText("Page Not Found");
        assertThat(RealmPage.link(console)).hasCount(0);
        assertThat(console.page().getByTestId("realm-api-keys")).hasCount(0);
    }

    /** The console shows this administrator no link to the organizations. */
    @Test
    void anAdministratorWithoutTheLinkOrganizationsSeesTheLink() {
        AdminConsole console = AdminConsole.of(realm, "h0p-org-manager", browser);
        assertThat(console.page().locator("li:first-child > [data-testid=nav-item-api-keys]"))
                .isVisible();
        RealmPage.link(console).click();
        RealmPage realmPage = new RealmPage(console);
        realmPage.assertOpen();
        assertThat(realmPage.keys().row("Of globex")).containsText("globex");
    }

    @Test
    void aReadOnlyAdministratorSelectsNothing() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-viewer", "", browser);
        assertThat(realmPage.keys().row("Of globex")).isVisible();
        assertThat(realmPage.page().getByTestId("key-select")).hasCount(0);
        assertThat(realmPage.page().getByTestId("select-page")).hasCount(0);
    }

    @Test
    void aRealmWithoutOrganizationsHasNoLink() {
        try (TestRealm other = realm.another()) {
            other.change(Map.of("organizationsEnabled", false));
            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            assertThat(console.page().getByTestId("nav-item-clients")).isVisible();
            console.open("/realm-settings");
            assertThat(console.tab("General")).isVisible();
            assertThat(RealmPage.link(console)).hasCount(0);
        }
    }

    @Test
    void theSavedViewsAnswerQuestions() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "", browser);
        KeyList keys = realmPage.keys();
        assertThat(realmPage.view("all")).hasAttribute("aria-current", "page");
        realmPage.view("expiring").click();
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("Expiring")).isVisible();
        assertThat(realmPage.chip("expiresBefore")).containsText("in 30 days");
        assertThat(realmPage.view("expiring")).hasAttribute("aria-current", "page");
        realmPage.assertQuery("?expiresAfter=0d&expiresBefore=30d&sort=expiresAt");

        realmPage.view("leaked").click();
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("Published").getByTestId("key-leaked")).isVisible();

        realmPage.view("suspended").click();
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("dave")).isVisible();
        assertThat(keys.list().getByTestId("filter-status")).hasValue("suspended");

        realmPage.view("unused").click();
        assertThat(keys.list().getByText("No search results")).isVisible();
        realmPage.page().goBack();
        assertThat(keys.row("dave")).isVisible();
        realmPage.chip("status").getByRole(AriaRole.BUTTON).click();
        assertThat(realmPage.view("all")).hasAttribute("aria-current", "page");
        realmPage.assertQuery("");
    }

    @Test
    void filtersAreAddedAndRemoved() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "", browser);
        Page page = realmPage.page();
        add(page, "permission");
        page.locator("#key-filter-value").fill("Files:re");
        page.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("files:read"))
                .click();
        assertThat(realmPage.keys().rows()).hasCount(1);
        assertThat(realmPage.chip("permission")).containsText("files:read");

        add(page, "organizationId");
        page.locator("#key-filter-value").fill("acm");
        page.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("acme"))
                .click();
        assertThat(realmPage.chip("organizationId")).containsText("acme");
        assertThat(realmPage.keys().list().getByText("No search results")).isVisible();
        realmPage.chip("permission").getByRole(AriaRole.BUTTON).click();
        assertThat(realmPage.keys().row("Backup")).isVisible();
        assertThat(realmPage.keys().row("Of globex")).isHidden();
        page.reload();
        assertThat(realmPage.chip("organizationId")).containsText("acme");

        add(page, "expiresAfter");
        page.getByTestId("filter-value").locator("input").fill("2001-02-03");
        page.getByTestId("filter-value").locator("input").press("Enter");
        assertThat(realmPage.chip("expiresAfter")).containsText("Feb 3, 2001");
        assertThat(realmPage.keys().row("Expiring")).isVisible();
        page.getByTestId("filter-clear").click();
        realmPage.assertQuery("");
        assertThat(realmPage.keys().row("Of globex")).isVisible();
    }

    @Test
    void enterTakesTheOnlySuggestionOrATypedValue() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "", browser);
        Page page = realmPage.page();
        Locator value = page.locator("#key-filter-value");
        add(page, "permission");
        value.fill("files:rea");
        assertThat(suggestion(page, "files:read")).isVisible();
        assertThat(suggestion(page, "stats:read")).isHidden();
        value.press("Enter");
        assertThat(realmPage.chip("permission")).containsText("files:read");
        realmPage.chip("permission").getByRole(AriaRole.BUTTON).click();

        add(page, "permission");
        value.fill("files");
        assertThat(suggestion(page, "files:delete")).isVisible();
        value.press("Enter"); // several suggestions
        assertThat(value).hasValue("files");
        page.getByTestId("filter-cancel").click();

        // a user who was deleted, and has no suggestion
        String id = "0a1b2c3d-0000-4000-8000-00000000000f";
        add(page, "createdBy");
        value.fill(id);
        value.press("Enter");
        assertThat(realmPage.chip("createdBy")).containsText(id);
    }

    private static Locator suggestion(Page page, String text) {
        return page.getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText(text));
    }

    private static void add(Page page, String filter) {
        page.getByTestId("filter-add").click();
        page.getByTestId("filter-add-" + filter).click();
    }

    @Test
    void manyKeysAreChangedAtOnceAndFailuresAreNamed() {
        try (TestRealm other = realm.another()) {
            Answer used = other.createBot("acme", "Nightly build");
            other.use(used);
            Answer deleted = other.createBot("acme", "Deleted");
            other.createBot("globex", "Of globex");
            RealmPage realmPage = RealmPage.as(other, "h0p-admin", "", browser);
            Page page = realmPage.page();
            KeyList keys = realmPage.keys();
            assertThat(keys.rows()).hasCount(3);
            page.getByTestId("select-page").check();
            assertThat(page.getByTestId("selected")).hasText("3 selected");
            page.getByTestId("bulk-disable").click();
            assertThat(keys.dialog("bulk")).containsText("1 of them was used in the last 7 days");
            keys.submit("bulk");
            assertThat(page.getByText("3 API keys disabled")).isVisible();
            assertThat(keys.row("Of globex")).containsText("Disabled");
            assertThat(page.getByTestId("selected")).isEmpty();

            page.getByTestId("select-page").check();
            other.revoke(deleted);
            page.getByTestId("bulk-enable").click();
            keys.submit("bulk");
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("1 of 3 API keys could not be enabled");
            assertThat(page.getByTestId("bulk-failure")).hasCount(1);
            assertThat(page.getByTestId("bulk-failure")).containsText("Deleted");
            assertThat(page.getByTestId("bulk-failure")).containsText("no longer exists");
            page.getByTestId("bulk-result-close").click();
            assertThat(keys.rows()).hasCount(2);
            assertThat(keys.row("Nightly build")).containsText("Active");

            realmPage.select("Of globex");
            page.getByTestId("bulk-delete").click();
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Delete 1 API key?");
            keys.submit("bulk");
            assertThat(keys.rows()).hasCount(1);
        }
    }

    @Test
    void allKeysOfAUserAreDisabledAndRestoredInTheTabOfTheUser() {
        try (TestRealm other = realm.another()) {
            Answer key = other.createUserKey("acme", "bob");
            Answer bot = other.createBot("acme", "Robot");
            String path = "/users/" + other.userId("bob") + "/api-keys";
            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            console.open(path);
            RealmPage tab = new RealmPage(console);
            KeyList keys = tab.keys();
            Page page = tab.page();
            page.getByTestId("disable-all").click();
            assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("Warning: Disable all user keys of bob?");
            assertThat(keys.dialog("disable-all")).containsText("API keys: 1");
            keys.submit("disable-all");
            assertThat(keys.row("Mine")).containsText("Disabled");
            assertThat(page.getByTestId("disable-all")).isHidden();
            other.verify(key.text("secret"), "").expect(401);
            other.verify(bot.text("secret"), "").expect(200);
            tab.view("created").click();
            assertThat(page.getByTestId("killed-keys")).isHidden();

            other.administrators().add("key-viewer", "view-organizations", "view-users");
            AdminConsole viewer = AdminConsole.of(other, "key-viewer", browser);
            viewer.open(path);
            assertThat(new RealmPage(viewer).keys().row("Mine")).isVisible();
            assertThat(viewer.page().getByTestId("killed-keys")).isHidden();

            tab.view("own").click();
            page.getByTestId("restore-all").click();
            keys.submit("restore-all");
            assertThat(keys.row("Mine")).containsText("Active");
            assertThat(page.getByTestId("killed-keys")).isHidden();
            other.verify(key.text("secret"), "").expect(200);
            // a bulk operation changes the number of keys, too
            tab.select("Mine");
            page.getByTestId("bulk-disable").click();
            keys.submit("bulk");
            assertThat(page.getByTestId("disable-all")).isHidden();
        }
    }

    @Test
    void theListIsExportedAsCsv() throws IOException {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "?search=globex", browser);
        Page page = realmPage.page();
        assertThat(realmPage.keys().rows()).hasCount(1);
        Download download =
                page.waitForDownload(() -> page.getByTestId("export").click());
        assertThat(download.suggestedFilename()).matches("api-keys-.*\\.csv");
        assertThat(Files.readString(download.path())).contains("Of globex").doesNotContain("Backup");

        page.route("**/api-keys?*", Route::abort);
        page.getByTestId("export").click();
        assertThat(page.getByText("The API keys could not be exported")).isVisible();
    }

    @Test
    void aKeyOpensAndTheWayBackLeadsToTheSameList() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "?type=bot&sort=-name", browser);
        KeyPage key = KeyPage.from(realmPage.keys(), "Of globex");
        key.assertDetail("Owner", "globex");
        key.page().reload();
        assertThat(key.heading()).hasText("Of globex");
        assertThat(key.action("disable")).isVisible();
        key.back();
        realmPage.assertQuery("?type=bot&sort=-name");
        assertThat(realmPage.keys().row("Of globex")).isVisible();

        KeyPage.from(realmPage.keys(), "Of globex");
        key.page().getByTestId("created-by-same").click();
        assertThat(realmPage.keys().row("Backup")).isVisible();
        assertThat(realmPage.chip("createdBy")).not().isEmpty();
        realmPage.console().open("/api-keys/list?key=00000000-0000-4000-8000-000000000000");
        assertThat(key.notFound()).isVisible();
    }

    @Test
    void aFailedRequestCanBeRepeated() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "", browser);
        assertThat(realmPage.keys().row("Backup")).isVisible();
        realmPage.page().route("**/api-keys?*", Route::abort);
        realmPage.page().getByTestId("refresh").click();
        assertThat(realmPage.page().getByTestId("failed")).isVisible();
        realmPage.page().unroute("**/api-keys?*");
        realmPage.page().getByTestId("retry").click();
        assertThat(realmPage.keys().row("Backup")).isVisible();
    }

    /** In a narrow window, the navigation covers the page, and a click on the page closes it. */
    @Test
    void aClickClosesTheNavigationOfANarrowWindow() {
        RealmPage realmPage = RealmPage.as(realm, "h0p-admin", "", browser);
        Page page = realmPage.page();
        assertThat(realmPage.keys().row("Backup")).isVisible();
        page.setViewportSize(700, 900);
        assertThat(RealmPage.link(realmPage.console())).not().isInViewport();
        page.locator("#nav-toggle").click();
        assertThat(RealmPage.link(realmPage.console())).isInViewport();
        page.mouse().click(600, 700);
        assertThat(RealmPage.link(realmPage.console())).not().isInViewport();
    }
}
