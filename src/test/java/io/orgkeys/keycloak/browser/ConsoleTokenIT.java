package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Checks that our pages get a token by a silent login ({@code prompt=none}) if they cannot find the console's token.
 */
@InBrowser
class ConsoleTokenIT {

    /** A script that hides the React property through which our pages find the console's token. */
    private static final String HIDE_REACT = """
            const keys = Object.keys;
            Object.keys = (object) => keys(object).filter((key) => !key.startsWith("__reactContainer$"));
            """;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void theAdminConsoleGetsATokenInAHiddenFrame() {
        Page page = pageWithoutReact();
        // already for the link in the navigation
        page.waitForRequest(request -> isSilentLogin(request, "messages.json"), () -> {
            AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
            console.openOrganization("acme", "api-keys");
            console.assertOnlySelected("API keys");
            assertThat(console.panel("API keys")).containsText("Create");
        });
    }

    @Test
    void theAccountConsoleGetsATokenInAHiddenFrame() {
        AccountConsole console = AccountConsole.of(realm, "alice", pageWithoutReact());
        console.page()
                .waitForRequest(
                        request -> isSilentLogin(request, "account%2Fv1"),
                        () -> console.menu("API keys").click());
        assertThat(console.page().getByText("Create").first()).isVisible();
    }

    private static Page pageWithoutReact() {
        Page page = browser.newPage();
        page.addInitScript(HIDE_REACT);
        return page;
    }

    private static boolean isSilentLogin(Request request, String redirect) {
        return request.url().contains("prompt=none") && request.url().contains(redirect);
    }
}
