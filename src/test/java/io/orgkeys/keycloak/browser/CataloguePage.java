package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The catalogue and the settings of a realm, in the tab "API resources" of its settings.
 *
 * @param page what the browser shows
 */
record CataloguePage(Page page) {

    /** As an administrator of the realm, who has logged in. */
    static CataloguePage as(TestRealm realm, String user, Browser browser) {
        return as(realm, user, browser.newPage());
    }

    static CataloguePage as(TestRealm realm, String user, Page page) {
        AdminConsole.of(realm, user, page).open("/realm-settings/api-resources");
        return new CataloguePage(page);
    }

    Locator list() {
        return page.getByTestId("catalog");
    }

    Locator row(String resource) {
        return list().getByTestId("resource-" + resource);
    }

    /** The button for a new resource: above the list, or in its place while there is none. */
    Locator createButton() {
        return list().getByTestId("create-resource").or(list().getByTestId("empty-action"));
    }

    /** Chooses an action of a resource's menu, such as {@code edit}. */
    void choose(String resource, String action) {
        row(resource).getByTestId("row-actions").click();
        page.getByTestId("action-" + action).click();
    }

    /** What is between a dialog's title and its buttons. */
    Locator dialog(String name) {
        return page.getByTestId(name + "-dialog");
    }

    /** Presses the button of a dialog, of which one at a time is open. */
    void submit(String dialog) {
        assertThat(dialog(dialog)).isVisible();
        page.getByTestId("submit").click();
    }

    /** Enters something into a field that takes several texts, such as {@code roles-read}. */
    void add(String field, String text) {
        page.locator("#" + field).fill(text);
        page.locator("#" + field).press("Enter");
    }

    /** Shows the settings, and returns their form. */
    Locator openSettings() {
        page.getByTestId("settings-tab").click();
        Locator settings = page.getByTestId("settings");
        assertThat(settings).isVisible();
        return settings;
    }
}
