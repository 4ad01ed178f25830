package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The admin console of a realm.
 *
 * @param page what the browser shows
 */
record AdminConsole(Page page, TestRealm realm) {

    /** With an administrator of the realm, who has logged in. */
    static AdminConsole of(TestRealm realm, String user, Browser browser) {
        return of(realm, user, browser.newPage());
    }

    static AdminConsole of(TestRealm realm, String user, Page page) {
        AdminConsole console = new AdminConsole(page, realm);
        page.navigate(console.address(""));
        Login.as(page, user);
        assertThat(page.getByTestId("options-toggle")
                        .or(page.locator("#user-dropdown"))
                        .first())
                .isVisible();
        return console;
    }

    /** Shows a page of the realm, such as {@code /realm-settings}. */
    void open(String path) {
        page.navigate(address("#/" + realm.name + path));
    }

    /** Shows an organization, with the tab of this name in the address. */
    void openOrganization(String alias, String tab) {
        open("/organizations/" + realm.organizationId(alias) + "/" + tab);
    }

    private String address(String rest) {
        return realm.consoleUrl(rest);
    }

    /** Of the page, that is: those within a page, which may have the same names, are no links. */
    Locator tab(String name) {
        return page.getByRole(
                        AriaRole.TAB, new Page.GetByRoleOptions().setName(name).setExact(true))
                .and(page.locator("a"));
    }

    /** What the tab of this name shows. */
    Locator panel(String name) {
        return page.getByRole(
                AriaRole.TABPANEL, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Is the tab of this name shown, and highlighted as the only one in its list? */
    void assertOnlySelected(String name) {
        Locator list = page.getByRole(AriaRole.TABLIST)
                .filter(new Locator.FilterOptions().setHas(tab(name)))
                .first();
        assertThat(tab(name)).hasAttribute("aria-selected", "true");
        assertThat(list.locator("[role=tab][aria-selected=true]")).hasText(new String[] {name});
        assertThat(list.locator("li.pf-m-current")).hasText(new String[] {name});
    }

    /** Is this the page of the realm that is shown? */
    void assertAddress(String path) {
        assertThat(page).hasURL(address("#/" + realm.name + path));
    }
}
