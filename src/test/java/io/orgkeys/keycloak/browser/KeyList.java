package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A list of keys and its dialogs, which are the same in both consoles.
 *
 * @param page what the browser shows
 * @param list where on the page the list is
 */
record KeyList(Page page, Locator list) {

    /** All keys of an organization. */
    static KeyList all(Page page) {
        return new KeyList(page, page.getByTestId("api-keys"));
    }

    /** The member's own key in the account console. */
    static KeyList own(Page page) {
        return new KeyList(page, page.getByTestId("own-api-keys"));
    }

    Locator rows() {
        return list.getByTestId("key-row");
    }

    Locator row(String name) {
        return rows().filter(new Locator.FilterOptions().setHasText(name));
    }

    /** The button for a new key: above the list, or in its place while there is none. */
    Locator createButton() {
        return list.getByTestId("create-key").or(list.getByTestId("empty-action"));
    }

    /** What is between a dialog's title and its buttons. */
    Locator dialog(String name) {
        return page.getByTestId(name + "-dialog");
    }

    /** Presses the button of a dialog, of which one at a time is open. */
    void submit(String dialog) {
        assertThat(dialog(dialog)).isVisible();
        page.getByTestId("submit").click();
    }

    /** Chooses an action of a key's menu, such as {@code edit}. */
    void choose(String key, String action) {
        row(key).getByTestId("row-actions").click();
        page.getByTestId("action-" + action).click();
    }

    /** Reads the secret in the way that people do, and closes the dialog. */
    String copySecret() {
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Locator secret = dialog("secret").getByTestId("secret");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(Pattern.compile(".{20,}"));
        // neither of them closes the only sight of the secret
        page.keyboard().press("Escape");
        assertThat(dialog("secret")).isVisible();
        secret.getByRole(AriaRole.BUTTON).click();
        page.waitForFunction("async () => (await navigator.clipboard.readText()).length > 20");
        String copied = (String) page.evaluate("navigator.clipboard.readText()");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(copied);
        page.getByTestId("secret-stored").click();
        assertThat(dialog("secret")).isHidden();
        return copied;
    }

    /** Gives a key a new secret, without grace for the old one, and returns it. */
    String rotateAtOnce(String key) {
        choose(key, "rotate");
        page.locator("#key-grace-0").check();
        submit("rotate");
        return copySecret();
    }

    void delete(String key) {
        choose(key, "delete");
        submit("delete");
        assertThat(row(key)).isHidden();
    }
}
