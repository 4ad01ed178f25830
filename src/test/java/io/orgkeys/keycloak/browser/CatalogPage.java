package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The catalog and the settings of a realm, in the tab "API keys" of the realm settings.
 *
 * @param page the page in the browser
 */
record CatalogPage(Page page) {

    /** Opens the tab and logs the administrator in. */
    static CatalogPage as(TestRealm realm, String user, Browser browser) {
        return as(realm, user, browser.newPage());
    }

    static CatalogPage as(TestRealm realm, String user, Page page) {
        AdminConsole.of(realm, user, page).open("/realm-settings/api-resources");
        return new CatalogPage(page);
    }

    Locator list() {
        return page.getByTestId("catalog");
    }

    Locator row(String resource) {
        return list().getByTestId("resource-" + resource);
    }

    /** Returns the button that creates a resource. It is above the list or, if the list is empty, in its place. */
    Locator createButton() {
        return list().getByTestId("create-resource").or(list().getByTestId("empty-action"));
    }

    /** Chooses an action from a resource's menu, such as {@code edit}. */
    void choose(String resource, String action) {
        row(resource).getByTestId("row-actions").click();
        page.getByTestId("action-" + action).click();
    }

    /** Returns the content of a dialog, without its title and buttons. */
    Locator dialog(String name) {
        return page.getByTestId(name + "-dialog");
    }

    /** Clicks the submit button of the open dialog. Only one dialog is open at a time. */
    void submit(String dialog) {
        assertThat(dialog(dialog)).isVisible();
        page.getByTestId("submit").click();
    }

    /** Adds a value to a multi-value field, such as {@code roles-read}. */
    void add(String field, String text) {
        page.locator("#" + field).fill(text);
        page.locator("#" + field).press("Enter");
    }

    /** Opens the settings and returns their form. */
    Locator openSettings() {
        page.getByTestId("settings-tab").click();
        Locator settings = page.getByTestId("settings");
        assertThat(settings).isVisible();
        return settings;
    }
}
