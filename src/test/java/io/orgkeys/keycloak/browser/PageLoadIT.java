package io.orgkeys.keycloak.browser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Checks what a browser loads for our pages: how much, how often, and in consoles that lack a part. */
@InBrowser
class PageLoadIT {

    /** The maximum size of all scripts and styles that our pages in both consoles load, uncompressed, in bytes. */
    private static final int MAX_SIZE = 450_000;

    private static final String FILES = "/assets/org-api-keys-";

    /**
     * Records the requests of our scripts in {@code window.requested}. The script fresh.js does not count, because it
     * passes on the requests of the account console.
     */
    private static final String RECORD_REQUESTS = """
            const load = window.fetch.bind(window);
            window.requested = [];
            window.fetch = (input, init) => {
                if (/assets\\/org-api-keys-\\w+\\/(?!fresh\\.js)/.test(new Error().stack)) {
                    window.requested.push(`${init?.method ?? "GET"} ${input.url ?? input}`);
                }
                return load(input, init);
            };""";

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @BeforeAll
    static void createKeys() {
        realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"]}");
        realm.createBot("acme", "Robot");
    }

    @Test
    void thePagesOfBothConsolesAreSmallAndRequestEverythingOnce() {
        Map<String, Integer> sizes = new TreeMap<>();
        load(sizes, PageLoadIT::openOrganization);
        load(sizes, PageLoadIT::openRealmSettings);
        load(sizes, PageLoadIT::openAccount);

        assertThat(sizes).containsKeys("admin.js", "account.js", "fresh.js", "style.css", "patternfly/Label-label.css");
        // the consoles contain the first two, because most of their own pages use them
        assertThat(sizes)
                .doesNotContainKeys("patternfly/Table-table.css", "patternfly/Button-button.css", "bundled-react.js");
        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
                .as("sizes of %s", sizes)
                .isLessThanOrEqualTo(MAX_SIZE);
    }

    @Test
    void consolesWithAnotherVersionOfReactGetOurCopy() {
        for (BiConsumer<Page, Runnable> open : PAGES) {
            Page page = browser.newPage();
            page.route("**/vendor/react/react.production.min.js", route -> change(route, "\"18.3.1\"", "\"19.2.0\""));
            Map<String, Integer> sizes = new HashMap<>();
            page.onResponse(response -> record(response, sizes));
            open.accept(page, () -> {});
            assertThat(sizes).containsKey("bundled-react.js");
        }
    }

    @Test
    void consolesWithoutTheStylesOfAComponentGetThem() {
        for (BiConsumer<Page, Runnable> open : PAGES) {
            Page page = browser.newPage();
            page.route("**/assets/main-*.css", route -> change(route, ".pf-v5-c-table", ".other"));
            Map<String, Integer> sizes = new HashMap<>();
            page.onResponse(response -> record(response, sizes));
            open.accept(page, () -> {});
            assertThat(sizes).containsKey("patternfly/Table-table.css").doesNotContainKey("patternfly/Alert-alert.css");
            assertThat(page.locator(".org-api-keys th").first()).hasCSS("font-weight", "700");
        }
    }

    private static final List<BiConsumer<Page, Runnable>> PAGES =
            List.of(PageLoadIT::openOrganization, PageLoadIT::openAccount);

    /** Opens a page of ours by its address, after the login. */
    private static void load(Map<String, Integer> sizes, BiConsumer<Page, Runnable> open) {
        Page page = browser.newPage();
        page.addInitScript(RECORD_REQUESTS);
        List<String> files = new ArrayList<>();
        open.accept(page, () -> {
            page.navigate("about:blank");
            page.onResponse(response -> {
                record(response, sizes);
                if (response.url().contains(FILES)) {
                    files.add(response.url());
                }
            });
        });
        assertThat(files).doesNotHaveDuplicates();
        assertThat((List<?>) page.evaluate("window.requested"))
                .hasSizeGreaterThan(3)
                .doesNotHaveDuplicates();
    }

    private static void openOrganization(Page page, Runnable afterLogin) {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
        afterLogin.run();
        console.openOrganization("acme", "api-keys");
        assertThat(KeyList.all(page).rows()).hasCount(2);
    }

    private static void openRealmSettings(Page page, Runnable afterLogin) {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
        afterLogin.run();
        console.open("/realm-settings/api-resources");
        CatalogPage catalog = new CatalogPage(page);
        assertThat(catalog.row("webhooks")).isVisible();
        assertThat(catalog.openSettings().locator("#settings-prefix")).isVisible();
    }

    private static void openAccount(Page page, Runnable afterLogin) {
        AccountConsole console = AccountConsole.of(realm, "alice", page);
        afterLogin.run();
        console.openApiKeys();
        assertThat(KeyList.own(page).rows()).hasCount(1);
        assertThat(KeyList.all(page).rows()).hasCount(2);
    }

    private static void record(Response response, Map<String, Integer> sizes) {
        String url = response.url();
        int start = url.indexOf(FILES);
        if (start >= 0) {
            String name = url.substring(url.indexOf('/', start + FILES.length()) + 1);
            // a response of the cache has a body, too
            sizes.put(name, response.body().length);
        }
    }

    private static void change(Route route, String from, String to) {
        APIResponse original = route.fetch();
        String body = original.text();
        if (!body.contains(from)) {
            throw new AssertionError(
                    "There is no " + from + " in " + route.request().url());
        }
        route.fulfill(new Route.FulfillOptions().setResponse(original).setBody(body.replace(from, to)));
    }
}
