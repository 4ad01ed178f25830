package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The admin console of a realm.
 *
 * @param page the page in the browser
 */
record AdminConsole(Page page, TestRealm realm) {

    /** A console that a page has loaded for a user. */
    private record Loaded(String realm, String user) {}

    /**
     * Opens the start page of the console as this administrator. Tests of a class share the loaded console, because
     * loading it takes seconds.
     */
    static AdminConsole of(TestRealm realm, String user, Browser browser) {
        Page page = browser.loaded(new Loaded(realm.name, user), fresh -> of(realm, user, fresh));
        AdminConsole console = new AdminConsole(page, realm);
        console.open("");
        // until then, the page of the earlier test is still there, and a click on its tabs would go back to it
        assertThat(page.locator(".keycloak__dashboard_icon")).isVisible();
        return console;
    }

    /** Logs the administrator in and loads the console on this page. */
    static AdminConsole of(TestRealm realm, String user, Page page) {
        AdminConsole console = new AdminConsole(page, realm);
        Login.before(page, realm, user);
        page.navigate(console.address(""));
        assertThat(page.getByTestId("options-toggle")
                        .or(page.locator("#user-dropdown"))
                        .first())
                .isVisible();
        return console;
    }

    /** Opens a page of the realm, such as {@code /realm-settings}. */
    void open(String path) {
        page.navigate(address("#/" + realm.name + path));
    }

    /** Opens the tab with this path, such as {@code api-keys}, in an organization. */
    void openOrganization(String alias, String tab) {
        open("/organizations/" + realm.organizationId(alias) + "/" + tab);
    }

    private String address(String rest) {
        return realm.consoleUrl(rest);
    }

    /** Returns a tab of the page, not a nested tab of the same name. Only the tabs of the page are links. */
    Locator tab(String name) {
        return page.getByRole(
                        AriaRole.TAB, new Page.GetByRoleOptions().setName(name).setExact(true))
                .and(page.locator("a"));
    }

    /** Returns the content of a tab. */
    Locator panel(String name) {
        return page.getByRole(
                AriaRole.TABPANEL, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Asserts that this tab, and no other tab of its list, is selected and highlighted. */
    void assertOnlySelected(String name) {
        Locator list = page.getByRole(AriaRole.TABLIST)
                .filter(new Locator.FilterOptions().setHas(tab(name)))
                .first();
        assertThat(tab(name)).hasAttribute("aria-selected", "true");
        assertThat(list.locator("[role=tab][aria-selected=true]")).hasText(new String[] {name});
        assertThat(list.locator("li.pf-m-current")).hasText(new String[] {name});
    }

    /** Asserts that the browser shows this page of the realm. */
    void assertAddress(String path) {
        assertThat(page).hasURL(address("#/" + realm.name + path));
    }
}
