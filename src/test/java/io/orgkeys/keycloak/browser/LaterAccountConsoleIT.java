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
 * Opens our page in account consoles as they may be after Keycloak 26.7, from the menu, by its address and after a
 * reload, beside a page of a theme. The console's scripts are changed on their way to the browser.
 */
@InBrowser
class LaterAccountConsoleIT {

    private static final String OURS = "API keys";
    private static final String THEIRS = "Their page";

    /** Where the console of Keycloak 26.7 looks an element up for each entry of the menu. */
    private static final Pattern ROUTES = Pattern.compile(
            "\\{\\.\\.\\.(\\w+),element:\"path\"in \\1\\?((\\w+)\\.find\\((\\w+)=>\\4\\.path===\\(\\1\\.id\\?\\?\\1\\.path\\)\\))\\?\\.element:void 0\\}");

    /** Where the search for a page ends at the first entry with children. */
    private static final Pattern SEARCH =
            Pattern.compile("if\\(\"children\"in (\\w+)\\)return (\\w+)\\(\\1\\.children,(\\w+)\\)");

    /** Where the page is rendered. */
    private static final Pattern RENDERED = Pattern.compile("return (\\w+)&&(\\w+)\\((\\w+),\\{modulePath:\\1\\}\\)");

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    /** A console that fixes keycloak/keycloak#41433 with one route for all pages of themes. */
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

    /** A console that fixes it with a route of its own for each page, but keeps the ids of the entries. */
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
                script -> fixedSearch(script)
                        .replaceFirst(
                                "\\{componentId:(\\w+)\\}=\\w+\\(\\)",
                                "$1=location.pathname.replace(/.*\\\\/content\\\\//,\"\")"));
        assertBothPages(page, true);
    }

    /** A console that shows no pages of themes at all: then we show ours. */
    @Test
    void aConsoleThatShowsNothingStillHasOurPage() {
        Page page = browser.newPage();
        change(page, "ContentComponent", script -> replaced(RENDERED, script, "return null"));
        assertBothPages(page, false);
    }

    /** In Keycloak 26.7, the console shows at most one such page. */
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

    /** Uses a theme with a page of its own, whose path ends as ours does. */
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
