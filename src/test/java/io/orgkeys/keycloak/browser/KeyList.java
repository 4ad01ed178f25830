package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A list of keys with its dialogs. The admin console and the account console use the same list.
 *
 * @param page the page in the browser
 * @param list the list on the page
 */
record KeyList(Page page, Locator list) {

    /** Returns the list of all keys of an organization. */
    static KeyList all(Page page) {
        return new KeyList(page, page.getByTestId("api-keys"));
    }

    /** Returns the list of the member's own keys in the account console. */
    static KeyList own(Page page) {
        return new KeyList(page, page.getByTestId("own-api-keys"));
    }

    Locator rows() {
        return list.getByTestId("key-row");
    }

    Locator row(String name) {
        return rows().filter(new Locator.FilterOptions().setHasText(name));
    }

    /** Returns the button that creates a key. It is above the list or, if the list is empty, in its place. */
    Locator createButton() {
        return list.getByTestId("create-key").or(list.getByTestId("empty-action"));
    }

    /** Returns the content of a dialog, without its title and buttons. */
    Locator dialog(String name) {
        return page.getByTestId(name + "-dialog");
    }

    /** Clicks the submit button of the open dialog. Only one dialog is open at a time. */
    void submit(String dialog) {
        assertThat(dialog(dialog)).isVisible();
        page.getByTestId("submit").click();
    }

    /** Chooses an action from a key's menu, such as {@code edit}. */
    void choose(String key, String action) {
        row(key).getByTestId("row-actions").click();
        page.getByTestId("action-" + action).click();
    }

    /** Copies the secret with the copy button, closes the dialog and returns the secret. */
    String copySecret() {
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Locator secret = dialog("secret").getByTestId("secret");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(Pattern.compile(".{20,}"));
        // the secret is shown only once, so neither Escape nor the copy button closes the dialog
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

    /** Rotates a key without a grace period and returns the new secret. */
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
