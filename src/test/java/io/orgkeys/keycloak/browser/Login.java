package io.orgkeys.keycloak.browser;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.orgkeys.keycloak.it.TestRealm;

/** The login at Keycloak. The password of each test user equals the user name. */
final class Login {

    private static final Pattern FORM = Pattern.compile("<form id=\"kc-form-login\"[^>]* action=\"([^\"]+)\"");

    private Login() {}

    /**
     * Logs in before the page opens a console, by requests that share the cookies of the page. The browser would need
     * seconds to show the pages of the login.
     */
    static void before(Page page, TestRealm realm, String user) {
        APIRequestContext requests = page.context().request();
        APIResponse answer = requests.get(
                realm.url("/protocol/openid-connect/auth"),
                RequestOptions.create()
                        .setQueryParam("client_id", "account-console")
                        .setQueryParam("redirect_uri", realm.url("/account/"))
                        .setQueryParam("response_type", "code")
                        .setQueryParam("scope", "openid")
                        .setQueryParam("code_challenge_method", "S256")
                        .setQueryParam("code_challenge", "x".repeat(43)));
        // in a realm with organizations, Keycloak asks for the password on a second page
        Matcher form = FORM.matcher(answer.text());
        for (int pages = 0; pages < 2 && form.find(); pages++) {
            answer = requests.post(
                    form.group(1).replace("&amp;", "&"),
                    RequestOptions.create()
                            .setHeader("Cookie", cookies(page.context()))
                            .setForm(FormData.create().set("username", user).set("password", user))
                            .setMaxRedirects(0));
            form = FORM.matcher(answer.text());
        }
        if (answer.status() != 302) {
            throw new AssertionError("The login of " + user + " failed: " + answer.status() + "\n" + answer.text());
        }
    }

    /** Playwright itself would not send the cookies, which are secure, to a server without TLS. */
    private static String cookies(BrowserContext context) {
        return context.cookies().stream()
                .map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
    }

    /**
     * Logs in on the login page that is open or is still loading.
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
