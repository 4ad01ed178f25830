package io.orgkeys.keycloak.browser;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that our pages look the same after Keycloak's own pages were visited. The consoles load the stylesheet of a page when
 * the page is first opened, and never remove it.
 */
@InBrowser
class IsolationIT {

    private static final List<ColorScheme> SCHEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);

    /**
     * Remembers the computed styles and the geometry of our elements when called first, and lists the differences after.
     * Omits custom properties: there are thousands of them, and one that matters changes another property.
     */
    private static final String COMPARE = """
            async (name) => {
                const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < 10_000);
                await Promise.allSettled(passing.map((each) => each.finished));
                const properties = [...getComputedStyle(document.head)].filter((each) => !each.startsWith("--"));
                const look = (element, root) => {
                    const [box, start] = [element.getBoundingClientRect(), root.getBoundingClientRect()];
                    const styles = [undefined, "::before", "::after"]
                        .map((pseudo) => [pseudo ?? "", getComputedStyle(element, pseudo)])
                        .filter(([pseudo, style]) => pseudo === "" || style.content !== "none")
                        .flatMap(([pseudo, style]) => properties
                            .map((property) => `${pseudo}${property}: ${style.getPropertyValue(property)}`));
                    return {
                        name: `${element.localName}.${element.getAttribute("class")}`,
                        styles: [
                            `box: ${[box.x - start.x, box.y - start.y, box.width, box.height].map(Math.round)}`,
                            ...styles,
                        ],
                    };
                };
                const looks = [...document.querySelectorAll(".org-api-keys")].flatMap((root) =>
                    [root, ...root.querySelectorAll("*")]
                        .filter((element) => element.checkVisibility())
                        .map((element) => look(element, root)));
                window.looks ??= {};
                const before = window.looks[name];
                if (!before) {
                    window.looks[name] = looks;
                    return [`first: ${looks.length}`];
                }
                if (before.length !== looks.length) {
                    return [`${before.length} elements before, ${looks.length} after`];
                }
                return looks.flatMap((after, index) => {
                    const known = new Set(before[index].styles);
                    return after.styles
                        .filter((style) => !known.has(style))
                        .map((style) => `${name}, ${after.name}: ${style}`);
                }).slice(0, 30);
            }""";

    /** Loads all stylesheets that the console's entry script names, in the way the console does it. */
    private static final String LOAD_ALL_STYLESHEETS = """
            async () => {
                const entry = document.querySelector("script[type=module][src*='/assets/main-']").src;
                const names = (await (await fetch(entry)).text()).match(/[\\w-]+\\.css(?=")/g);
                const addresses = [...new Set(names)].map((name) => new URL(name, entry).href);
                const loaded = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href));
                const missing = addresses.filter((address) => !loaded.has(address));
                await Promise.all(missing.map((href) => new Promise((resolve, reject) => {
                    const link = document.createElement("link");
                    Object.assign(link, { rel: "stylesheet", href, crossOrigin: "", onload: resolve, onerror: reject });
                    document.head.append(link);
                })));
                return addresses.length;
            }""";

    /** Returns the white-space of a cell of a table that is not ours. */
    private static final String WHITE_SPACE_OF_OTHERS = """
            () => {
                const table = document.createElement("table");
                table.className = "pf-v5-c-table";
                table.innerHTML = "<tbody><tr><td>cell</td></tr></tbody>";
                document.body.append(table);
                const { whiteSpace } = getComputedStyle(table.querySelector("td"));
                table.remove();
                return whiteSpace;
            }""";

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @BeforeAll
    static void createKeys() {
        realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\",\"read\"]}");
        realm.createBot("acme", "Robot with a name " + "of many words ".repeat(3), "{\"files\":[\"read\",\"update\"]}");
    }

    @Test
    void thePagesOfTheAdminConsoleDoNotDependOnThePagesVisitedBefore() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser.newPage());
        Page page = console.page();
        lookAtAdminPages(console, true);

        Locator menu = page.getByRole(AriaRole.NAVIGATION).getByRole(AriaRole.LINK);
        List<String> paths = new ArrayList<>(menu.all().stream()
                .map(link -> link.getAttribute("href"))
                .filter(href -> href != null && href.contains("#/"))
                .map(href -> href.substring(href.indexOf("#/")))
                .toList());
        assertThat(paths).hasSizeGreaterThan(8);
        String user = "#/" + realm.name + "/users/" + realm.userId("alice");
        for (String tab : List.of("settings", "attributes", "credentials", "role-mapping", "groups", "sessions")) {
            paths.add(user + "/" + tab);
        }
        for (String path : paths) {
            page.evaluate("hash => { location.hash = hash; }", path);
            assertThat(page.locator("main h1, main h2").first()).isVisible();
        }
        assertThat((String) page.evaluate(WHITE_SPACE_OF_OTHERS)).isEqualTo("nowrap");
        lookAtAdminPages(console, false);

        assertThat((int) page.evaluate(LOAD_ALL_STYLESHEETS)).isGreaterThan(20);
        lookAtAdminPages(console, false);
    }

    @Test
    void thePageOfTheAccountConsoleDoesNotDependOnThePagesVisitedBefore() {
        AccountConsole console = AccountConsole.of(realm, "alice", browser);
        Page page = console.page();
        console.menu("API keys").click();
        lookAtAccountPage(page, true);

        List<Locator> menu = page.locator("nav a").all();
        assertThat(menu).hasSizeGreaterThan(4);
        for (Locator link : menu) {
            // an event, because groups of the menu are closed
            link.dispatchEvent("click");
            String path = link.getAttribute("href").replaceFirst("/$", "");
            page.waitForURL(
                    url -> URI.create(url).getPath().replaceFirst("/$", "").equals(path));
            assertThat(page.locator("main h1").first()).isVisible();
        }
        console.menu("API keys").click();
        lookAtAccountPage(page, false);

        assertThat((int) page.evaluate(LOAD_ALL_STYLESHEETS)).isGreaterThan(4);
        // the closed dialog has returned focus to a button of the list
        page.evaluate("document.activeElement.blur()");
        lookAtAccountPage(page, false);
    }

    private static void lookAtAdminPages(AdminConsole console, boolean isFirst) {
        Page page = console.page();
        console.openOrganization("acme", "api-keys");
        KeyList keys = KeyList.all(page);
        assertThat(keys.rows()).hasCount(2);
        compare(page, "list", isFirst);
        keys.createButton().click();
        assertThat(page.locator("#key-name")).isVisible();
        compare(page, "create", isFirst);
        page.getByTestId("cancel").click();
        lookAtDetails(keys, isFirst);

        console.open("/realm-settings/api-resources");
        CatalogPage catalog = new CatalogPage(page);
        assertThat(catalog.row("domains")).isVisible();
        compare(page, "catalog", isFirst);
        catalog.choose("domains", "edit");
        assertThat(page.locator("#resource-description")).isVisible();
        compare(page, "resource", isFirst);
        page.getByTestId("cancel").click();
        assertThat(catalog.openSettings().locator("#settings-prefix")).isVisible();
        compare(page, "settings", isFirst);
    }

    private static void lookAtAccountPage(Page page, boolean isFirst) {
        KeyList keys = KeyList.all(page);
        assertThat(keys.rows()).hasCount(2);
        assertThat(KeyList.own(page).rows()).hasCount(1);
        compare(page, "list", isFirst);
        lookAtDetails(keys, isFirst);
    }

    private static void lookAtDetails(KeyList keys, boolean isFirst) {
        Page page = keys.page();
        KeyPage key = KeyPage.from(keys, "Robot");
        assertThat(page.getByTestId("usage-summary")).isVisible();
        assertThat(page.getByTestId("loading")).isHidden();
        compare(page, "details", isFirst);
        key.back();
    }

    private static void compare(Page page, String name, boolean isFirst) {
        page.mouse().move(0, 0);
        for (ColorScheme scheme : SCHEMES) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            page.waitForFunction(
                    "isDark => document.documentElement.classList.contains('pf-v5-theme-dark') === isDark",
                    scheme == ColorScheme.DARK);
            List<?> differences = (List<?>) page.evaluate(COMPARE, name + " in " + scheme);
            if (isFirst) {
                assertThat(differences).singleElement().asString().matches("first: \\d{2,}");
            } else {
                assertThat(differences).isEmpty();
            }
        }
    }
}
