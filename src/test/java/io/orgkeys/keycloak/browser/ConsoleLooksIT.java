package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Checks our pages in dark mode, in right-to-left languages, and on small screens. */
@InBrowser
class ConsoleLooksIT {

    /** A script that returns the brightness of an element's background and of its text, each from 0 to 255. */
    private static final String BRIGHTNESS = """
            element => {
                const bright = color => {
                    const [r, g, b] = color.match(/[0-9.]+/g).map(Number);
                    return 0.299 * r + 0.587 * g + 0.114 * b;
                };
                const text = bright(getComputedStyle(element).color);
                let place = element;
                let back = "";
                while (place && (!back || /^rgba\\(.*, 0\\)$/.test(back))) {
                    back = getComputedStyle(place).backgroundColor;
                    place = place.parentElement;
                }
                return [bright(back), text];
            }""";

    /** A script that lists the controls that reach beyond the left or right edge of the window. */
    private static final String OUTSIDE_OF_WINDOW = """
            () => [...document.querySelectorAll("button, a, input, select, textarea, summary")]
                .filter(element => element.closest(
                    "section[data-org-api-keys], .org-api-keys-page, [role=dialog]"))
                .filter(element => element.checkVisibility())
                .map(element => [element.outerHTML, element.getBoundingClientRect()])
                .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
                .map(([html]) => html)""";

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @BeforeAll
    static void createKeys() {
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "ar")));
        realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\",\"read\"]}");
        realm.createBot("acme", "A name without any space in it: " + "x".repeat(60), "{\"files\":[\"read\"]}");
        realm.createBot(
                "acme", "Robot", "{\"files\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}");
    }

    @Test
    void theAdminConsoleFollowsTheDarkModeOfTheSystem() {
        Page page = browser.newPage(options -> options.setColorScheme(ColorScheme.DARK));
        KeyList keys = adminKeys(page);
        assertDark(keys.row("Robot").getByTestId("key-name"));
        assertDark(keys.list().getByTestId("filter-type"));
        keys.row("Robot").getByTestId("row-actions").click();
        assertDark(page.getByTestId("action-edit"));
        page.getByTestId("action-edit").click();
        assertDark(keys.dialog("edit-key").getByText("shortLinks").first());
        assertDark(page.locator("#key-name"));
        page.getByTestId("cancel").click();
        AdminConsole console = new AdminConsole(page, realm);
        console.open("/realm-settings/api-resources");
        assertDark(console.panel("API keys").getByText("webhooks").first());
        assertLightInLightMode(console.panel("API keys").getByText("webhooks").first());
    }

    @Test
    void theAccountConsoleFollowsTheDarkModeOfTheSystem() {
        Page page = browser.newPage(options -> options.setColorScheme(ColorScheme.DARK));
        KeyList keys = accountKeys(page);
        assertDark(keys.row("Robot").getByTestId("key-name"));
        assertDark(page.getByTestId("page-heading"));
        assertLightInLightMode(keys.row("Robot").getByTestId("key-name"));
    }

    @Test
    void theAdminConsoleSupportsRightToLeft() {
        Page page = browser.newPage(options -> options.setLocale("ar"));
        assertRightToLeft(adminKeys(page));
    }

    @Test
    void theAccountConsoleSupportsRightToLeft() {
        Page page = browser.newPage(options -> options.setLocale("ar"));
        KeyList keys = accountKeys(page);
        assertRightToLeft(keys);
    }

    private static void assertRightToLeft(KeyList keys) {
        Page page = keys.page();
        assertThat(page.locator("html")).hasAttribute("dir", "rtl");
        Locator row = keys.row("Robot");
        BoundingBox name = row.getByTestId("key-name").boundingBox();
        BoundingBox actions = row.getByTestId("row-actions").boundingBox();
        assertThat(actions.x).isLessThan(name.x);
        // the masked secret is left-to-right even in a right-to-left language
        assertThat(row.locator("code")).hasAttribute("dir", "ltr");
        assertThat(row.locator("code")).hasCSS("direction", "ltr");

        // the menu opens toward the center of the page
        row.getByTestId("row-actions").click();
        Locator menu = page.getByRole(AriaRole.MENU);
        page.waitForCondition(() -> {
            double x = menu.boundingBox().x;
            return x > actions.x - 4 && x < name.x;
        });
        page.getByTestId("action-edit").click();
        BoundingBox dialog = page.getByRole(AriaRole.DIALOG).boundingBox();
        BoundingBox close = page.getByRole(AriaRole.DIALOG)
                .locator(".pf-v5-c-modal-box__close")
                .boundingBox();
        assertThat(close.x).isLessThan(dialog.x + dialog.width / 2);
    }

    @Test
    void theAdminConsoleFitsASmallScreen() {
        Page page = browser.newPage();
        KeyList keys = adminKeys(page);
        useSmallWindow(keys);
        assertFitsWindow(page);
        keys.row("Robot").getByTestId("key-name").click();
        assertThat(page.getByTestId("usage-summary")).isVisible();
        assertFitsWindow(page);
        KeyPage key = new KeyPage(page);
        key.action("edit").click();
        page.getByTestId("add-attribute").click();
        assertFitsWindow(page);
        page.getByTestId("cancel").click();
        key.action("rotate").click();
        assertThat(page.locator("#key-grace-0")).isVisible();
        assertFitsWindow(page);
        page.getByTestId("cancel").click();

        AdminConsole console = new AdminConsole(page, realm);
        console.open("/realm-settings/api-resources");
        assertThat(console.panel("API keys").getByText("webhooks").first()).isVisible();
        assertFitsWindow(page);
        page.getByTestId("settings-tab").click();
        assertThat(page.locator("#settings-prefix")).isVisible();
        assertFitsWindow(page);
    }

    @Test
    void theAccountConsoleFitsASmallScreen() {
        Page page = browser.newPage();
        KeyList keys = accountKeys(page);
        useSmallWindow(keys);
        assertFitsWindow(page);
        keys.createButton().click();
        assertThat(page.locator("#key-name")).isVisible();
        assertFitsWindow(page);
    }

    @Test
    void theListsOfTheAccountConsoleStartAtTheirHeading() {
        Page page = browser.newPage(options -> options.setViewportSize(1280, 900));
        KeyList keys = accountKeys(page);
        BoundingBox heading = page.getByTestId("page-heading").boundingBox();
        for (Locator below : List.of(
                page.getByTestId("create-key").first(), keys.row("Robot").getByTestId("key-name"))) {
            assertThat(below.boundingBox().x).isCloseTo(heading.x, within(1.0));
        }
        assertFitsWindow(page);
    }

    private static void useSmallWindow(KeyList keys) {
        keys.page().setViewportSize(320, 640);
        keys.page().reload();
        assertThat(keys.row("Robot")).isVisible();
    }

    private static KeyList adminKeys(Page page) {
        AdminConsole.of(realm, "h0p-admin", page).openOrganization("acme", "api-keys");
        KeyList keys = KeyList.all(page);
        assertThat(keys.row("Robot")).isVisible();
        return keys;
    }

    private static KeyList accountKeys(Page page) {
        AccountConsole.of(realm, "alice", page).openApiKeys();
        KeyList keys = KeyList.all(page);
        assertThat(keys.row("Robot")).isVisible();
        return keys;
    }

    private static void assertFitsWindow(Page page) {
        assertThat((List<?>) page.evaluate(OUTSIDE_OF_WINDOW)).isEmpty();
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("does not scroll horizontally")
                .isTrue();
    }

    private static void assertDark(Locator locator) {
        assertThat(locator.page().locator("html")).hasClass(Pattern.compile("pf-v5-theme-dark"));
        List<Double> brightness = brightness(locator);
        assertThat(brightness.get(0)).as("background of " + locator).isLessThan(80);
        assertThat(brightness.get(1)).as("text of " + locator).isGreaterThan(110);
    }

    private static void assertLightInLightMode(Locator locator) {
        locator.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(locator.page().locator("html")).not().hasClass(Pattern.compile("pf-v5-theme-dark"));
        List<Double> brightness = brightness(locator);
        assertThat(brightness.get(0)).as("background of " + locator).isGreaterThan(220);
        assertThat(brightness.get(1)).as("text of " + locator).isLessThan(130);
    }

    private static List<Double> brightness(Locator locator) {
        assertThat(locator).isVisible();
        return ((List<?>) locator.evaluate(BRIGHTNESS))
                .stream().map(each -> ((Number) each).doubleValue()).toList();
    }
}
