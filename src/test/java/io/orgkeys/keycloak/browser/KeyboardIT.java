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

/** Everything can be done without a mouse, and focus is where one expects it. */
@InBrowser
class KeyboardIT {

    /** More than there are stops on a page. */
    private static final int FAR = 100;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void aBotKeyIsCreated() {
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
        assertFocusIsCaughtBy(dialog(page));
        tabTo(page.locator("#key-type-user"));
        keyboard.press("ArrowDown");
        assertThat(page.locator("#key-type-bot")).isChecked();
        tabTo(page.locator("#key-name"));
        keyboard.type("By hand");
        tabTo(page.getByTestId("permission-stats-read"));
        keyboard.press("Space");
        tabTo(page.getByTestId("submit"));
        keyboard.press("Enter");

        // the only sight of the secret is not lost by a slip of the finger
        Locator secret = keys.dialog("secret").getByTestId("secret");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(Pattern.compile(".{20,}"));
        assertFocusIsCaughtBy(dialog(page));
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
    void aKeyIsLookedAtAndDeleted() {
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
        assertFocusIsCaughtBy(dialog(page));
        keyboard.press("Escape");
        assertThat(dialog(page)).isHidden();
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
        assertFocusIsCaughtBy(dialog(page));
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
        // what had focus is gone
        assertThat(keys.list()).isFocused();
    }

    @Test
    void aResourceIsCreated() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Page page = catalogue.page();
        Keyboard keyboard = page.keyboard();
        assertThat(catalogue.row("stats")).isVisible();
        tabTo(catalogue.createButton());
        keyboard.press("Enter");
        assertFocusIsCaughtBy(dialog(page));
        keyboard.press("Escape");
        assertThat(dialog(page)).isHidden();
        assertThat(catalogue.createButton()).isFocused();

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
        // closes the list, and not the dialog
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
        assertThat(catalogue.createButton()).isFocused();
        assertThat(realm.keys("GET", "/resources/campaigns").expect(200).json()).isEqualTo(Answer.parse("""
                        {"name": "campaigns", "description": "Plan campaigns", "actions": ["create", "publish", "read"],
                         "roles": {"create": ["org-admin"]}, "audience": ["shortlinks-api"]}"""));
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** An entry of a key's menu. */
    private static Locator action(Page page, String action) {
        return page.getByTestId("action-" + action).getByRole(AriaRole.MENUITEM);
    }

    /** Presses the key until focus is there. */
    private static void tabTo(Locator target) {
        for (int stops = 0; stops < FAR; stops++) {
            target.page().keyboard().press("Tab");
            if ((Boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("Tab does not lead to " + target);
    }

    /** Is focus in the dialog, and does it stay there while one goes once around, be it forth or back? */
    private static void assertFocusIsCaughtBy(Locator dialog) {
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
                        .as("still in the dialog after %s times %s", stops, key)
                        .isTrue();
            } while (stops < FAR && !(Boolean) first.evaluate("element => element === document.activeElement"));
            assertThat(stops).as("comes round").isBetween(1, FAR - 1);
        }
    }
}
