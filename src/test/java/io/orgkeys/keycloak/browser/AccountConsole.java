package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.TestRealm;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The account console of a realm.
 *
 * @param page the page in the browser
 */
record AccountConsole(Page page, TestRealm realm) {

    /** Opens the console and logs the user in. */
    static AccountConsole of(TestRealm realm, String user, Browser browser) {
        return of(realm, user, browser.newPage());
    }

    static AccountConsole of(TestRealm realm, String user, Page page) {
        Login.before(page, realm, user);
        page.navigate(realm.url("/account/"));
        assertThat(page.getByRole(AriaRole.NAVIGATION).first()).isVisible();
        return new AccountConsole(page, realm);
    }

    /** Returns an entry of the console's menu. */
    Locator menu(String name) {
        return page.getByRole(AriaRole.NAVIGATION)
                .first()
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Opens the page "API keys" by its URL, without the menu. */
    void openApiKeys() {
        page.navigate(realm.url("/account/content/org-api-keys"));
    }
}
