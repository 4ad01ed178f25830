package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
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

    /**
     * Records the requests of our scripts in {@code window.requested}. The script fresh.js does not count, because it
     * passes on the requests of the account console.
     */
    private static final String RECORD_REQUESTS = """
            performance.setResourceTimingBufferSize(5000);
            const load = window.fetch.bind(window);
            window.requested = [];
            window.fetch = (input, init) => {
                if (/assets\\/org-api-keys-\\w+\\/(?!fresh\\.js)/.test(new Error().stack)) {
                    window.requested.push(`${init?.method ?? "GET"} ${input.url ?? input}`);
                }
                return load(input, init);
            };""";

    /** Returns the uncompressed sizes of our files that the document has loaded, in the order of the requests. */
    private static final String LOADED_FILES = """
            () => performance.getEntriesByType("resource")
                .filter(({ name }) => name.includes("/assets/org-api-keys-"))
                .map(({ name, decodedBodySize }) => `${decodedBodySize} ${name.replace(/.*org-api-keys-\\w+\\//, "")}`)""";

    @RegisterExtension
    static final Browser browser = new Browser();

    private static final List<Consumer<Page>> CONSOLES = List.of(PageLoadIT::openOrganization, PageLoadIT::openAccount);

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
        for (Consumer<Page> open : List.<Consumer<Page>>of(
                PageLoadIT::openOrganization, PageLoadIT::openRealmSettings, PageLoadIT::openAccount)) {
            Page page = browser.newPage(options -> options);
            page.addInitScript(RECORD_REQUESTS);
            open.accept(page);
            sizes.putAll(loadedFiles(page));
            assertThat((List<?>) page.evaluate("window.requested"))
                    .hasSizeGreaterThan(3)
                    .doesNotHaveDuplicates();
        }
        assertThat(sizes)
                .containsKeys("admin.js", "account.js", "fresh.js", "style.css", "patternfly/Label-label.css")
                // the consoles contain these
                .doesNotContainKeys("patternfly/Table-table.css", "patternfly/Button-button.css", "bundled-react.js");
        assertThat(sizes.values()).allSatisfy(size -> assertThat(size).isPositive());
        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
                .as("sizes of %s", sizes)
                .isBetween(100_000, MAX_SIZE);
    }

    /** The scripts of this page are loaded only with it. */
    @Test
    void thePageOfAllKeysRequestsEverythingOnce() {
        Page page = browser.newPage(options -> options);
        page.addInitScript(RECORD_REQUESTS);
        openRealm(page);
        assertThat(loadedFiles(page)).containsKey("realm-keys.js");
        assertThat((List<?>) page.evaluate("window.requested"))
                .hasSizeGreaterThan(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void consolesWithAnotherVersionOfReactGetOurCopy() {
        for (Consumer<Page> open : CONSOLES) {
            Page page = browser.newPage(options -> options);
            page.route("**/vendor/react/react.production.min.js", route -> change(route, "\"18.3.1\"", "\"19.2.0\""));
            open.accept(page);
            assertThat(loadedFiles(page)).containsKey("bundled-react.js");
        }
    }

    @Test
    void consolesWithoutTheStylesOfAComponentGetThem() {
        for (Consumer<Page> open : CONSOLES) {
            Page page = browser.newPage(options -> options);
            page.route("**/assets/main-*.css", route -> change(route, ".pf-v5-c-table", ".other"));
            open.accept(page);
            assertThat(loadedFiles(page))
                    .containsKey("patternfly/Table-table.css")
                    .doesNotContainKey("patternfly/Alert-alert.css");
            assertThat(page.locator(".org-api-keys th").first()).hasCSS("font-weight", "700");
        }
    }

    /** Returns the sizes of our files by name. Fails if the browser has requested a file twice. */
    private static Map<String, Integer> loadedFiles(Page page) {
        return ((List<?>) page.evaluate(LOADED_FILES))
                .stream()
                        .map(file -> String.valueOf(file).split(" ", 2))
                        .collect(Collectors.toMap(file -> file[1], file -> Integer.valueOf(file[0])));
    }

    private static void openOrganization(Page page) {
        AdminConsole.of(realm, "h0p-admin", page).openOrganization("acme", "api-keys");
        assertThat(KeyList.all(page).rows()).hasCount(2);
    }

    private static void openRealmSettings(Page page) {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", page);
        assertThat(catalog.row("webhooks")).isVisible();
        assertThat(catalog.openSettings().locator("#settings-prefix")).isVisible();
    }

    private static void openRealm(Page page) {
        AdminConsole.of(realm, "h0p-admin", page).open("/api-keys/list");
        assertThat(page.getByTestId("realm-api-keys").getByTestId("key-row")).hasCount(2);
    }

    private static void openAccount(Page page) {
        AccountConsole.of(realm, "alice", page).openApiKeys();
        assertThat(KeyList.own(page).rows()).hasCount(1);
        assertThat(KeyList.all(page).rows()).hasCount(2);
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
