package io.orgkeys.keycloak.browser;

import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The page of a key. The admin console and the account console use the same page.
 *
 * @param page the page in the browser
 */
record KeyPage(Page page) {

    /** Opens the page of a key from a list. */
    static KeyPage from(KeyList keys, String key) {
        keys.row(key).getByTestId("key-name").click();
        KeyPage opened = new KeyPage(keys.page());
        assertThat(opened.heading()).containsText(key);
        return opened;
    }

    Locator content() {
        return page.getByTestId("key-page");
    }

    Locator heading() {
        return page.getByTestId("key-heading");
    }

    /** Returns the description of the key, without its usage and history. */
    Locator details() {
        return page.getByTestId("key-details");
    }

    /** Asserts that the description has a value for the term that matches this pattern. */
    void assertDetail(String term, String value) {
        assertThat(details()).containsText(Pattern.compile(term + "\\s*" + value));
    }

    /** Returns the button of an action, such as {@code edit}. */
    Locator action(String name) {
        return page.getByTestId("key-action-" + name);
    }

    /** Returns what the page shows if the key does not exist. */
    Locator notFound() {
        return page.getByTestId("key-not-found");
    }

    /** Follows the link to the list. */
    void back() {
        page.getByTestId("key-back").click();
        assertThat(content()).isHidden();
    }
}
