package io.orgkeys.keycloak.browser;

import java.util.regex.Pattern;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Checks that a user can use the pages with the keyboard alone, and that focus moves as expected. */
@InBrowser
class KeyboardIT {

    /** A number that is higher than the number of focusable elements on any page. */
    private static final int MAX_STOPS = 100;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void createsABotKey() {
        realm.createBot("acme", "There already", "{}");
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "settings");
        Page page = console.page();
        Keyboard keyboard = page.keyboard();
        assertThat(console.tab("API keys")).isVisible();
        tabTo(console.tab("API keys"));
        keyboard.press("Enter");
        console.assertOnlySelected("API keys");
        KeyList keys = KeyList.all(page);
        assertThat(keys.row("There already")).isVisible();

        tabTo(keys.createButton());
        keyboard.press("Enter");
        assertTrapsFocus(dialog(page));
        tabTo(page.locator("#key-type-user"));
        keyboard.press("ArrowDown");
        assertThat(page.locator("#key-type-bot")).isChecked();
        tabTo(page.locator("#key-name"));
        keyboard.type("By hand");
        // the permissions are a single Tab stop, and the arrows move between them
        tabTo(page.getByTestId("permission-apiKeys-create"));
        press("ArrowDown", page.getByTestId("permission-stats-read"));
        keyboard.press("Space");
        tabTo(page.getByTestId("submit"));
        keyboard.press("Enter");

        // the secret is shown only once, so Escape must not close the dialog
        Locator secret = keys.dialog("secret").getByTestId("secret");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(Pattern.compile(".{20,}"));
        assertTrapsFocus(dialog(page));
        String shown = secret.getByRole(AriaRole.TEXTBOX).inputValue();
        keyboard.press("Escape");
        assertThat(keys.dialog("secret")).isVisible();
        tabTo(page.getByTestId("secret-stored"));
        keyboard.press("Enter");
        assertThat(keys.dialog("secret")).isHidden();
        assertThat(keys.createButton()).isFocused();
        realm.verify(shown, "?permission=stats:read").expect(200);
    }

    @Test
    void opensAndDeletesAKey() {
        realm.createBot("acme", "In the way", "{}");
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys");
        Page page = console.page();
        Keyboard keyboard = page.keyboard();
        KeyList keys = KeyList.all(page);
        Locator row = keys.row("In the way");
        assertThat(row).isVisible();

        tabTo(row.getByTestId("key-name"));
        keyboard.press("Enter");
        KeyPage key = new KeyPage(page);
        assertThat(key.heading()).isFocused();
        press("Shift+Tab", page.getByTestId("key-back"));
        keyboard.press("Enter");
        assertThat(row.getByTestId("key-name")).isFocused();

        tabTo(row.getByTestId("row-actions"));
        keyboard.press("Enter");
        assertThat(action(page, "edit")).isFocused();
        keyboard.press("Escape");
        assertThat(action(page, "edit")).isHidden();
        assertThat(row.getByTestId("row-actions")).isFocused();
        keyboard.press("Enter");
        assertThat(action(page, "edit")).isFocused();
        keyboard.press("ArrowUp");
        assertThat(action(page, "delete")).isFocused();
        keyboard.press("Enter");
        assertTrapsFocus(dialog(page));
        keyboard.press("Escape");
        assertThat(dialog(page)).isHidden();
        assertThat(row.getByTestId("row-actions")).isFocused();

        keyboard.press("Enter");
        assertThat(action(page, "edit")).isFocused();
        keyboard.press("ArrowUp");
        keyboard.press("Enter");
        tabTo(page.getByTestId("submit"));
        keyboard.press("Enter");
        assertThat(row).isHidden();
        // focus moves to the list, because the focused button was deleted with its row
        assertThat(keys.list()).isFocused();
    }

    @Test
    void createsAResource() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Page page = catalog.page();
        Keyboard keyboard = page.keyboard();
        assertThat(catalog.row("stats")).isVisible();
        tabTo(catalog.createButton());
        keyboard.press("Enter");
        assertTrapsFocus(dialog(page));
        keyboard.press("Escape");
        assertThat(dialog(page)).isHidden();
        assertThat(catalog.createButton()).isFocused();

        keyboard.press("Enter");
        tabTo(page.locator("#resource-name"));
        keyboard.type("campaigns");
        tabTo(page.locator("#resource-description"));
        keyboard.type("Plan campaigns");
        tabTo(page.locator("#action-create"));
        keyboard.press("Space");
        tabTo(page.locator("#roles-create"));
        keyboard.type("org-ad");
        Locator suggestion = page.getByRole(
                AriaRole.OPTION,
                new Page.GetByRoleOptions().setName("org-admin").setExact(true));
        assertThat(suggestion).isVisible();
        keyboard.press("ArrowUp");
        keyboard.press("Enter");
        assertThat(suggestion).isHidden();
        // Escape closes only the list of suggestions, not the dialog
        keyboard.press("ArrowDown");
        assertThat(page.getByRole(AriaRole.LISTBOX)).isVisible();
        keyboard.press("Escape");
        assertThat(page.getByRole(AriaRole.LISTBOX)).isHidden();
        assertThat(dialog(page)).isVisible();
        tabTo(page.locator("#action-own"));
        keyboard.type("publish");
        keyboard.press("Enter");
        assertThat(page.locator("#action-publish")).isChecked();
        tabTo(page.locator("#resource-audience"));
        keyboard.type("shortlinks-api");
        keyboard.press("Enter");
        tabTo(page.getByTestId("submit"));
        keyboard.press("Enter");
        assertThat(dialog(page)).isHidden();
        assertThat(catalog.createButton()).isFocused();
        assertThat(realm.keys("GET", "/resources/campaigns").expect(200).json()).isEqualTo(Answer.parse("""
                        {"name": "campaigns", "description": "Plan campaigns", "actions": ["create", "publish", "read"],
                         "roles": {"create": ["org-admin"]}, "audience": ["shortlinks-api"]}"""));
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** Returns an entry of a key's menu. */
    private static Locator action(Page page, String action) {
        return page.getByTestId("action-" + action).getByRole(AriaRole.MENUITEM);
    }

    /** Presses Tab until the element has focus. */
    private static void tabTo(Locator target) {
        press("Tab", target);
    }

    /** Presses a key until the element has focus. */
    private static void press(String key, Locator target) {
        for (int stops = 0; stops < MAX_STOPS; stops++) {
            target.page().keyboard().press(key);
            if ((Boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError(key + " does not lead to " + target);
    }

    /**
     * Asserts that focus stays in the dialog: pressing Tab repeatedly leads back to the first element, and so does
     * Shift+Tab.
     */
    private static void assertTrapsFocus(Locator dialog) {
        Page page = dialog.page();
        assertThat(dialog).isVisible();
        assertThat(dialog.getByTestId("loading")).isHidden();
        assertThat(dialog.locator(":focus")).isVisible();
        JSHandle first = page.evaluateHandle("document.activeElement");
        for (String key : new String[] {"Tab", "Shift+Tab"}) {
            int stops = 0;
            do {
                page.keyboard().press(key);
                stops++;
                assertThat((Boolean) dialog.evaluate("element => element.contains(document.activeElement)"))
                        .as("focus is in the dialog after pressing %2$s %1$s times", stops, key)
                        .isTrue();
            } while (stops < MAX_STOPS && !(Boolean) first.evaluate("element => element === document.activeElement"));
            assertThat(stops)
                    .as("stops until focus returns to the first element")
                    .isBetween(1, MAX_STOPS - 1);
        }
    }
}
