package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** The page "API keys" of the admin console, with the keys of all organizations. */
record RealmPage(AdminConsole console) {

    private static final String PATH = "/api-keys/list";

    /** Logs the administrator in and opens the page with this query, such as {@code ?leaked=true}. */
    static RealmPage as(TestRealm realm, String user, String query, Browser browser) {
        RealmPage opened = new RealmPage(AdminConsole.of(realm, user, browser));
        opened.console.open(PATH + query);
        return opened;
    }

    Page page() {
        return console.page();
    }

    /** Returns the list. A user's tab has the same list. */
    KeyList keys() {
        return new KeyList(page(), page().getByTestId("realm-api-keys"));
    }

    /** Returns the link in the navigation of the console. */
    static Locator link(AdminConsole console) {
        return console.page().getByTestId("nav-item-api-keys");
    }

    /** Asserts that the link, and no other link of the navigation, is highlighted, and that only our page is visible. */
    void assertOpen() {
        assertThat(page().getByTestId("page-heading")).hasText("API keys");
        assertThat(page().locator("nav li > a.pf-m-current")).hasText(new String[] {"API keys"});
        assertThat(page().locator("nav li > a[aria-current=page]")).hasText(new String[] {"API keys"});
        assertThat(page().locator("main[id]")).isHidden();
    }

    /** Asserts that the browser shows the address of the page with this query. */
    void assertQuery(String query) {
        console.assertAddress(PATH + query);
    }

    Locator view(String name) {
        return page().getByTestId("view-" + name);
    }

    Locator chip(String filter) {
        return page().getByTestId("chip-" + filter);
    }

    void select(String key) {
        keys().row(key).getByTestId("key-select").check();
    }
}
