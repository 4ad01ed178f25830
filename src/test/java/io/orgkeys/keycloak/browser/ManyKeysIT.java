package io.orgkeys.keycloak.browser;

import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Checks paging, search and filters of a long list of keys. */
@InBrowser
@SuppressWarnings("NullAway.Init") // openList() sets the list before each test
class ManyKeysIT {

    private static final int BOTS = 12;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    private KeyList keys;

    @BeforeAll
    static void createKeys() {
        for (int i = 1; i <= BOTS; i++) {
            Answer bot = realm.createBot("acme", "Robot %02d".formatted(i));
            if (i == 3) {
                realm.update(bot, Map.of("enabled", false));
            }
        }
        realm.createUserKey("acme", "bob", "{}");
    }

    @BeforeEach
    void openList() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys");
        keys = KeyList.all(console.page());
        assertThat(keys.rows()).hasCount(10);
    }

    @Test
    void dividesTheListIntoPages() {
        String first = keys.rows().first().getByTestId("key-name").innerText();
        button("Go to next page").click();
        assertThat(keys.rows()).hasCount(BOTS + 1 - 10);
        assertThat(button("Items per page")).containsText("11 - 13");
        assertThat(button("Go to next page")).isDisabled();
        button("Go to previous page").click();
        assertThat(keys.rows()).hasCount(10);
        assertThat(keys.rows().first().getByTestId("key-name")).hasText(first);
        assertThat(button("Go to previous page")).isDisabled();

        button("Items per page").click();
        keys.page()
                .getByRole(AriaRole.MENUITEM)
                .filter(new Locator.FilterOptions().setHasText("20 per page"))
                .click();
        assertThat(keys.rows()).hasCount(BOTS + 1);
    }

    @Test
    void everyPageIsReachableOnASmallScreen() {
        keys.page().setViewportSize(640, 450);
        Locator bottom = keys.list()
                .getByRole(AriaRole.NAVIGATION, new Locator.GetByRoleOptions().setName("Pagination, bottom"));
        bottom.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Go to next page"))
                .click();
        assertThat(keys.rows()).hasCount(BOTS + 1 - 10);
    }

    @Test
    void showsRowsOfOneLineInTheHeightOfTheConsole() {
        keys.page().setViewportSize(1280, 900);
        search("robot 0");
        assertThat(keys.rows()).hasCount(9);
        for (Locator row : keys.rows().all()) {
            Assertions.assertThat(row.boundingBox().height).isLessThan(50);
        }
    }

    @Test
    void showsANewKeyFirst() {
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Zebra");
        keys.page().getByTestId("permissions-read-only").click();
        keys.submit("create-key");
        keys.copySecret();
        Locator first = keys.rows().first();
        assertThat(first).containsText("Zebra");
        assertThat(first.getByTestId("key-newest")).isVisible();
        assertThat(first).isInViewport();
        assertThat(first.getByTestId("never-used")).isVisible();
        button("Go to next page").click();
        button("Go to previous page").click();
        assertThat(keys.list().getByTestId("key-newest")).isHidden();
        realm.keys("DELETE", "/" + keyOf("Zebra")).expect(204);
    }

    private static String keyOf(String name) {
        return realm.keys("GET", "?organizationId=" + realm.organizationId("acme") + "&search=" + name)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    @Test
    void searchesAndFiltersTheList() {
        button("Go to next page").click();
        assertThat(keys.rows()).hasCount(BOTS + 1 - 10);
        search("robot 0");
        assertThat(keys.rows()).hasCount(9);
        search("ROBOT 12");
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("Robot 12")).isVisible();
        search("");

        keys.list().getByTestId("filter-type").selectOption("user");
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("bob")).isVisible();
        keys.list().getByTestId("filter-type").selectOption("bot");
        keys.list().getByTestId("filter-status").selectOption("disabled");
        assertThat(keys.rows()).hasCount(1);
        assertThat(keys.row("Robot 03")).isVisible();
        keys.list().getByTestId("filter-type").selectOption("");

        search("robot");
        keys.list().getByTestId("filter-status").selectOption("expired");
        assertThat(keys.list().getByText("No search results")).isVisible();
        keys.list().getByTestId("empty-action").click();
        assertThat(keys.rows()).hasCount(10);
        assertThat(keys.list().getByTestId("filter-status")).hasValue("");
        assertThat(searchInput()).hasValue("");
    }

    private void search(String text) {
        searchInput().fill(text);
        searchInput().press("Enter");
    }

    private Locator searchInput() {
        return keys.list().getByPlaceholder("Search");
    }

    private Locator button(String name) {
        return keys.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .first();
    }
}
