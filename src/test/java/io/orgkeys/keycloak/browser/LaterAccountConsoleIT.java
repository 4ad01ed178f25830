package io.orgkeys.keycloak.browser;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.CustomTheme;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Opens our page in account consoles that later versions of Keycloak may have. The tests change the scripts of the
 * console before the browser receives them. Each test opens our page from the menu, by its URL and with a reload. In
 * all tests, a theme adds another page to the console.
 */
@InBrowser
class LaterAccountConsoleIT {

    private static final String OURS = "API keys";
    private static final String THEIRS = "Their page";

    /** The code in the console of Keycloak 26.7 that finds the element for each entry of the menu. */
    private static final Pattern ROUTES = Pattern.compile(
            "\\{\\.\\.\\.(\\w+),element:\"path\"in \\1\\?((\\w+)\\.find\\((\\w+)=>\\4\\.path===\\(\\1\\.id\\?\\?\\1\\.path\\)\\))\\?\\.element:void 0\\}");

    /** The code that ends the search for a page at the first entry with children. */
    private static final Pattern SEARCH =
            Pattern.compile("if\\(\"children\"in (\\w+)\\)return (\\w+)\\(\\1\\.children,(\\w+)\\)");

    /** The code that reads the last part of the address. The function is React Router's {@code useParams}. */
    private static final Pattern PARAMETER = Pattern.compile("\\{componentId:(\\w+)\\}=(\\w+)\\(\\)");

    /** The code that renders the page that was found. */
    private static final Pattern RENDERED = Pattern.compile("return (\\w+)&&(\\w+)\\((\\w+),\\{modulePath:\\1\\}\\)");

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    /**
     * A console that adds the missing route for pages of themes (keycloak/keycloak#41433) as one route for all pages.
     */
    @Test
    void aConsoleWithOneRouteForAllPagesShowsBoth() {
        Page page = browser.newPage();
        change(
                page,
                "main",
                script -> replaced(
                        ROUTES,
                        script,
                        "(\"modulePath\"in $1?{...$3.find($4=>$4.path===\"content/:componentId\")}:"
                                + "{...$1,element:\"path\"in $1?$2?.element:void 0})"));
        change(page, "ContentComponent", LaterAccountConsoleIT::fixedSearch);
        assertBothPages(page, true);
    }

    /**
     * A console that adds the missing routes for pages of themes (keycloak/keycloak#41433), one for each page. It still
     * uses the ids of the entries as the ids of the routes.
     */
    @Test
    void aConsoleWithARouteForEachPageShowsBoth() {
        Page page = browser.newPage();
        change(
                page,
                "main",
                script -> replaced(
                        ROUTES,
                        script,
                        "{...$1,element:\"path\"in $1?(\"modulePath\"in $1?$3.find($4=>$4.path===\"content/:componentId\"):$2)"
                                + "?.element:void 0}"));
        change(
                page,
                "ContentComponent",
                // The hook is still called, because React would otherwise not render the component for the next route
                script -> replaced(
                        PARAMETER,
                        fixedSearch(script),
                        "$1=($2(),location.pathname.replace(/.*\\\\/content\\\\//,\"\"))"));
        assertBothPages(page, true);
    }

    /** If the console shows no pages of themes, our script shows our page. */
    @Test
    void aConsoleThatShowsNothingStillHasOurPage() {
        Page page = browser.newPage();
        change(page, "ContentComponent", script -> replaced(RENDERED, script, "return null"));
        assertBothPages(page, false);
    }

    /**
     * The console of Keycloak 26.7 shows only one of the pages with the id {@code content/:componentId}. If a page of a
     * theme has this id, our script shows our page.
     */
    @Test
    void aPageOfAThemeWithTheRouteOfTheConsoleDoesNotPreventIt() {
        withTheme("\"id\":\"content/:componentId\",", name -> {
            Page page = browser.newPage();
            AccountConsole console = AccountConsole.of(realm, "alice", page);
            assertOurPage(console);
        });
    }

    private static void assertBothPages(Page page, boolean theirs) {
        withTheme("", name -> {
            AccountConsole console = AccountConsole.of(realm, "alice", page);
            assertOurPage(console);
            console.menu(THEIRS).click();
            assertThat(heading(page, OURS)).not().isVisible();
            if (theirs) {
                assertThat(heading(page, THEIRS)).isVisible();
                page.reload();
                assertThat(heading(page, THEIRS)).isVisible();
                console.menu(OURS).click();
                assertThat(heading(page, OURS)).isVisible();
                assertThat(heading(page, THEIRS)).not().isVisible();
            }
        });
    }

    private static void assertOurPage(AccountConsole console) {
        Page page = console.page();
        console.menu(OURS).click();
        assertThat(heading(page, OURS)).isVisible();
        assertThat(page.getByText("Create").first()).isVisible();
        assertThat(page).hasURL(realm.url("/account/content/org-api-keys"));
        page.reload();
        assertThat(heading(page, OURS)).isVisible();
        console.menu("Personal info").click();
        assertThat(heading(page, "Personal info")).isVisible();
        assertThat(heading(page, OURS)).hasCount(0);
        console.openApiKeys();
        assertThat(heading(page, OURS)).hasCount(1);
    }

    /**
     * Uses a theme with another page, whose path is {@code content/keys}. The path of our page, {@code
     * content/org-api-keys}, ends with {@code keys}, too. The console compares only the ends of paths, but must not
     * confuse the two pages.
     */
    private static void withTheme(String id, Consumer<String> test) {
        String name = "later-" + realm.name;
        CustomTheme.ofBrowsers(name, "account")
                .with("theme.properties", "parent=keycloak.v3\n")
                .with("resources/theirs.js", """
                        import { createElement } from "react";
                        export default () => createElement("h1", null, "%s");
                        """.formatted(THEIRS))
                .with("resources/content.json", """
                        [{"label": "personalInfo", "path": ""},
                         {"label": "accountSecurity", "children": [{"label": "signingIn", "path": "account-security/signing-in"}]},
                         {"label": "organizations", "path": "organizations", "isVisible": "isViewOrganizationsEnabled"},
                         {"label": "%s", %s"path": "content/keys", "modulePath": "/theirs.js"}]""".formatted(THEIRS, id));
        realm.change(Map.of("accountTheme", name));
        try {
            test.accept(name);
        } finally {
            realm.change(Map.of("accountTheme", ""));
        }
    }

    private static String fixedSearch(String script) {
        String found = replaced(SEARCH, script, "if(\"children\"in $1){const f=$2($1.children,$3);if(f)return f}");
        return replaced(RENDERED, found, "return $1&&$2($3,{modulePath:$1},$1)");
    }

    private static void change(Page page, String script, UnaryOperator<String> change) {
        page.route("**/account/**/assets/" + script + "-*.js", route -> {
            APIResponse original = route.fetch();
            route.fulfill(new Route.FulfillOptions().setResponse(original).setBody(change.apply(original.text())));
        });
    }

    private static String replaced(Pattern pattern, String script, String replacement) {
        Matcher matcher = pattern.matcher(script);
        if (!matcher.find()) {
            throw new AssertionError("The console's script has changed, there is no " + pattern);
        }
        return matcher.replaceAll(replacement);
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }
}
