package io.orgkeys.keycloak.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.orgkeys.keycloak.browser.EmbeddingApplication.events;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests the element {@code <org-api-keys>} in an application on another site, with a strict policy. */
@InBrowser
class EmbeddedPageIT {

    private static final String ACME = "<org-api-keys organization='acme'></org-api-keys>";

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    @Order(1)
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @RegisterExtension
    @Order(2)
    static final EmbeddingApplication application = new EmbeddingApplication(realm);

    @Test
    void aMemberManagesTheirKeyAndTheApplicationHearsOfEachChange() {
        List<String> errors = new ArrayList<>();
        List<String> files = new ArrayList<>();
        Page page = watched(errors);
        page.onRequest(request -> {
            if (request.url().contains("/api-keys/embed")) {
                files.add(request.url().replaceAll(".*/api-keys/|/v-\\w+|#.*", ""));
            }
        });
        application.open(page, ACME, "bob");
        String address = page.url();
        KeyList own = KeyList.own(page);
        own.createButton().click();
        // the application has its own shortcuts
        page.locator("#key-name").pressSequentially("Laptop");
        page.getByTestId("permission-stats-read").check();
        own.submit("create-key");
        String secret = own.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);
        assertThat(own.row("Laptop").getByTestId("key-newest")).isVisible();

        KeyPage.from(own, "Laptop").back();
        String rotated = own.rotateAtOnce("Laptop");
        realm.verify(secret, "").expect(401);
        realm.verify(rotated, "").expect(200);
        own.delete("Laptop");
        realm.verify(rotated, "").expect(401);

        assertThat(events(page, "key-created")).containsText("\"name\":\"Laptop\"");
        assertThat(events(page, "key-rotated")).hasCount(1);
        assertThat(events(page, "key-deleted")).hasCount(1);
        assertThat(page.locator("#log").textContent())
                .doesNotContain(secret)
                .doesNotContain(rotated)
                .doesNotContain("pressed L");
        assertThat(page.url()).isEqualTo(address);
        assertThat(files)
                .containsExactlyInAnyOrder("embed.js", "embed/view.js", "embed/style.css", "embed/messages?locale=en");
        assertThat(errors).isEmpty();
    }

    @Test
    void twoElementsDifferInLanguageAndColorsAndHaveTheSizesOfPatternFly() {
        List<String> errors = new ArrayList<>();
        Page page = watched(errors);
        application.open(page, """
                        <org-api-keys id="one" organization="acme"></org-api-keys>
                        <div dir="rtl"><org-api-keys id="other" organization="acme" locale="de" color-scheme="dark">
                        </org-api-keys></div>""", "alice");
        Locator one = page.locator("#one");
        Locator other = page.locator("#other");
        assertThat(one.getByTestId("page-heading")).hasText("API keys");
        assertThat(other.getByTestId("page-heading")).hasText("API-Schlüssel");
        assertThat(one.getByTestId("api-keys")).isVisible();
        assertThat(other.getByTestId("api-keys")).isVisible();
        assertThat(one.getByTestId("page-heading")).hasCSS("font-size", "20px");
        assertThat(one.getByTestId("page-heading")).hasCSS("letter-spacing", "normal");
        assertThat(one.getByTestId("page-heading")).hasCSS("color", "rgb(21, 21, 21)");
        assertThat(other.getByTestId("page-heading")).hasCSS("color", "rgb(224, 224, 224)");
        assertThat(other.locator(".org-api-keys-root")).hasCSS("direction", "ltr");
        Locator button =
                one.getByTestId("own-api-keys").getByRole(AriaRole.BUTTON).first();
        assertThat(button).hasCSS("background-color", "rgb(0, 102, 204)");
        page.evaluate("document.documentElement.style.setProperty('--org-api-keys-primary-color', 'rgb(120, 0, 60)')");
        assertThat(button).hasCSS("background-color", "rgb(120, 0, 60)");
        page.evaluate("document.querySelector('#one').setAttribute('color-scheme', 'dark')");
        assertThat(one.getByTestId("page-heading")).hasCSS("color", "rgb(224, 224, 224)");
        page.evaluate("document.querySelector('#one').setAttribute('locale', 'fr')");
        assertThat(one.getByTestId("page-heading")).hasText("Clés API");
        assertThat(other.getByTestId("page-heading")).hasText("API-Schlüssel");
        assertThat(errors).isEmpty();
    }

    @Test
    void aRefusedTokenIsReplacedAndTheApplicationHearsThatTheSessionHasEnded() {
        String valid = application.token("carol");
        Page page = browser.newPage();
        application.open(page, ACME, refresh -> refresh ? valid : "expired");
        assertThat(KeyList.own(page).list()).isVisible();
        assertThat(application.tokenRequests()).startsWith(false, true);
        assertThat(events(page, "session-ended")).hasCount(0);

        // as if the user had logged out
        application.serve(refresh -> null);
        page.evaluate("document.querySelector('org-api-keys').setAttribute('locale', 'en')");
        Locator failed = page.getByTestId("failed");
        assertThat(failed).containsText("Sign in again, then try again here.");
        assertThat(events(page, "session-ended")).hasCount(1);
        application.serve(refresh -> valid);
        failed.getByTestId("retry").click();
        assertThat(KeyList.own(page).list()).isVisible();
        assertThat(events(page, "load-error")).hasCount(0);
    }

    @Test
    void aMemberWhoLeavesSeesNoKeysAnymore() {
        String id = realm.members().createWithPassword("leaver");
        Page page = browser.newPage();
        application.open(page, ACME, "leaver");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Too late");
        realm.members().remove("acme", id);
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("problem")).containsText("This organization no longer exists");
        assertThat(events(page, "key-created")).hasCount(0);
    }

    @Test
    void aMovedElementKeepsItsDialogAndARemovedOneCanBeAddedAgain() {
        List<String> errors = new ArrayList<>();
        Page page = watched(errors);
        application.open(page, ACME, "carol");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Kept");
        page.evaluate("document.querySelector('main').prepend(document.querySelector('org-api-keys'))");
        assertThat(page.locator("#key-name")).hasValue("Kept");
        page.locator("#key-name").click();
        page.keyboard().press("Escape");
        assertThat(page.locator("#key-name")).isHidden();

        for (int i = 0; i < 3; i++) {
            page.evaluate("window.element = document.querySelector('org-api-keys'), window.element.remove()");
            assertThat(own.list()).isHidden();
            page.waitForFunction("window.element.shadowRoot.childElementCount === 0");
            page.evaluate("document.querySelector('main').append(window.element)");
            assertThat(own.createButton()).isVisible();
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void theElementIsAccessibleOnLargeAndSmallScreens() {
        List<String> errors = new ArrayList<>();
        Page page = watched(errors);
        realm.createBot("acme", "Robot");
        application.open(page, "<org-api-keys organization='acme' color-scheme='auto'></org-api-keys>", "alice");
        KeyList all = KeyList.all(page);
        for (int width : List.of(1400, 320)) {
            page.setViewportSize(width, 900);
            for (ColorScheme colors : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colors));
                Axe.assertNoViolations(all.row("Robot"), "violations in the list, " + width + " " + colors);
            }
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as("width")
                    .isEqualTo(width);
        }
        all.choose("Robot", "edit");
        Axe.assertNoViolations(all.dialog("edit-key"), "violations in a dialog");
        assertThat(page.locator("#key-name")).hasCSS("font-size", "16px");
        assertThat(page.getByTestId("cancel")).isInViewport();
        page.getByTestId("cancel").click();
        assertThat(all.row("Robot").getByTestId("row-actions")).isFocused();
        assertThat(errors).isEmpty();
    }

    /** Returns a page that records the errors in its console, among them the violations of the policy. */
    private static Page watched(List<String> errors) {
        Page page = browser.newPage();
        page.onConsoleMessage(message -> {
            if (Pattern.matches("error|warning", message.type())) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        return page;
    }
}
