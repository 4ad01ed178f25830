package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Page;

/** Keycloak's login page. */
final class Login {

    private Login() {}

    /**
     * Logs in on the login page that is open or is still loading. The password of each test user equals the user name.
     */
    static void as(Page page, String user) {
        page.locator("#username").fill(user);
        // in a realm with organizations, Keycloak asks for the password on a second page
        if (!page.locator("#password").isVisible()) {
            page.locator("#kc-login").click();
        }
        page.locator("#password").fill(user);
        page.locator("#kc-login").click();
    }
}
