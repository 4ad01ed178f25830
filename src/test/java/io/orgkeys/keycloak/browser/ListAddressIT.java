package io.orgkeys.keycloak.browser;

import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Checks that the address of a list contains what the list shows: search, filters, page and order. */
@InBrowser
class ListAddressIT {

    private static final int BOTS = 12;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @BeforeAll
    static void createKeys() {
        for (int i = 1; i <= BOTS; i++) {
            Answer bot = realm.createBot("acme", "Robot %02d".formatted(i));
            if (i == 3) {
                realm.update(bot, Map.of("enabled", false));
            }
        }
        realm.createUserKey("acme", "bob", "{}");
        realm.createBot("globex", "Of globex");
    }

    @Test
    void theAddressOfAListCanBeSharedAndReloaded() {
        KeyList keys = adminKeys("");
        Page page = keys.page();
        search(keys, "robot");
        keys.list().getByTestId("filter-type").selectOption("bot");
        button(keys, "Items per page").click();
        page.getByRole(AriaRole.MENUITEM)
                .filter(new Locator.FilterOptions().setHasText("20 per page"))
                .click();
        assertThat(keys.rows()).hasCount(BOTS);
        keys.list().getByTestId("filter-status").selectOption("disabled");
        assertThat(keys.rows()).hasCount(1);
        String address = addressOfList("?search=robot&type=bot&status=disabled&size=20");
        assertThat(page).hasURL(address);
        page.reload();
        assertShowsTheDisabledRobot(keys);

        Page other = browser.newPage();
        other.navigate(address);
        Login.as(other, "h0p-admin");
        assertShowsTheDisabledRobot(KeyList.all(other));
    }

    private static void assertShowsTheDisabledRobot(KeyList keys) {
        assertThat(keys.row("Robot 03")).isVisible();
        assertThat(keys.rows()).hasCount(1);
        assertThat(searchInput(keys)).hasValue("robot");
        assertThat(keys.list().getByTestId("filter-type")).hasValue("bot");
        assertThat(keys.list().getByTestId("filter-status")).hasValue("disabled");
    }

    @Test
    void backAndForwardRepeatTheSteps() {
        KeyList keys = adminKeys("");
        Page page = keys.page();
        assertThat(keys.rows()).hasCount(10);
        button(keys, "Go to next page").click();
        assertThat(keys.rows()).hasCount(BOTS + 1 - 10);
        search(keys, "robot 1");
        assertThat(keys.rows()).hasCount(3);
        page.goBack();
        assertThat(keys.rows()).hasCount(BOTS + 1 - 10);
        assertThat(button(keys, "Items per page")).containsText("11 - 13");
        assertThat(searchInput(keys)).hasValue("");
        page.goBack();
        assertThat(keys.rows()).hasCount(10);
        page.goForward();
        page.goForward();
        assertThat(keys.rows()).hasCount(3);
        assertThat(searchInput(keys)).hasValue("robot 1");
    }

    @Test
    void theWayBackFromAKeyLeadsToTheSameList() {
        KeyList keys = adminKeys("?search=robot&page=2");
        assertThat(keys.rows()).hasCount(BOTS - 10);
        KeyPage key = KeyPage.from(keys, "Robot 12");
        key.page().reload();
        assertThat(key.heading()).hasText("Robot 12");
        key.back();
        assertThat(keys.rows()).hasCount(BOTS - 10);
        assertThat(keys.page()).hasURL(addressOfList("?search=robot&page=2"));
        assertThat(keys.row("Robot 12")).isVisible();
    }

    @Test
    void ignoresValuesThatAListCannotHave() {
        KeyList keys = adminKeys("?type=robot&status=asleep&page=-1&size=0&sort=secret");
        assertThat(keys.rows()).hasCount(10);
        assertThat(keys.list().getByTestId("filter-type")).hasValue("");
        assertThat(keys.list().getByTestId("filter-status")).hasValue("");
    }

    @Test
    void sortsByColumns() {
        KeyList keys = adminKeys("?search=robot");
        Page page = keys.page();
        page.setViewportSize(1500, 1000);
        Locator name = head(keys, "Name");
        assertThat(name).hasAttribute("aria-sort", "ascending");
        assertThat(keys.rows().first()).containsText("Robot 01");
        name.getByRole(AriaRole.BUTTON).click();
        assertThat(name).hasAttribute("aria-sort", "descending");
        assertThat(keys.rows().first()).containsText("Robot 12");
        assertThat(page).hasURL(addressOfList("?search=robot&sort=-name"));

        button(keys, "Go to next page").click();
        assertThat(keys.rows()).hasCount(BOTS - 10);
        // another order begins with the first page, and a column of times with the latest
        Locator created = head(keys, "Created");
        created.getByRole(AriaRole.BUTTON).click();
        assertThat(created).hasAttribute("aria-sort", "descending");
        assertThat(name).not().hasAttribute("aria-sort", Pattern.compile("ending$"));
        assertThat(keys.rows()).hasCount(10);
        assertThat(keys.rows().first()).containsText("Robot 12");
        created.getByRole(AriaRole.BUTTON).click();
        assertThat(created).hasAttribute("aria-sort", "ascending");
        assertThat(keys.rows().first()).containsText("Robot 01");
        for (String column : new String[] {"Last used", "Expires"}) {
            head(keys, column).getByRole(AriaRole.BUTTON).click();
            assertThat(head(keys, column)).hasAttribute("aria-sort", Pattern.compile("ending$"));
            assertThat(keys.rows()).hasCount(10);
        }
        page.goBack();
        page.goBack();
        assertThat(created).hasAttribute("aria-sort", "ascending");
    }

    private static Locator head(KeyList keys, String column) {
        return keys.list()
                .getByRole(
                        AriaRole.COLUMNHEADER,
                        new Locator.GetByRoleOptions().setName(column).setExact(true));
    }

    @Test
    void theAccountConsoleKeepsTheOrganizationAndTheList() {
        AccountConsole console = AccountConsole.of(realm, "carol", browser);
        console.openApiKeys();
        Page page = console.page();
        page.getByTestId("organization").selectOption("globex");
        KeyList all = KeyList.all(page);
        assertThat(all.row("Of globex")).isVisible();
        all.list().getByTestId("filter-type").selectOption("user");
        assertThat(all.list().getByText("No search results")).isVisible();
        page.goBack();
        assertThat(all.row("Of globex")).isVisible();
        page.goForward();
        assertThat(all.list().getByText("No search results")).isVisible();
        page.reload();
        assertThat(page.getByTestId("organization")).hasValue(realm.organizationId("globex"));
        assertThat(all.list().getByText("No search results")).isVisible();

        // the filter of one organization does not apply to another
        page.getByTestId("organization").selectOption("acme");
        assertThat(page)
                .hasURL(realm.url("/account/content/org-api-keys#organization=" + realm.organizationId("acme")));
    }

    private static String addressOfList(String query) {
        return realm.consoleUrl("#/" + realm.name + "/organizations/" + realm.organizationId("acme") + "/api-keys")
                + query;
    }

    private static KeyList adminKeys(String query) {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys" + query);
        return KeyList.all(console.page());
    }

    private static void search(KeyList keys, String text) {
        searchInput(keys).fill(text);
        searchInput(keys).press("Enter");
    }

    private static Locator searchInput(KeyList keys) {
        return keys.list().getByPlaceholder("Search");
    }

    private static Locator button(KeyList keys, String name) {
        return keys.list()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name))
                .first();
    }
}
