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

    /** Opens the console and logs the administrator in. */
    static AdminConsole of(TestRealm realm, String user, Browser browser) {
        return of(realm, user, browser.newPage());
    }

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
