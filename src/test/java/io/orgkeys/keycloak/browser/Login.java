package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Page;

/** Keycloak's login page. */
final class Login {

    private Login() {}

    /** Logs in at the page that is shown, or is about to be. The password of everybody is the name. */
    static void as(Page page, String user) {
        page.locator("#username").fill(user);
        // in a realm with organizations the password is on a page of its own
        if (!page.locator("#password").isVisible()) {
            page.locator("#kc-login").click();
        }
        page.locator("#password").fill(user);
        page.locator("#kc-login").click();
    }
}
