package io.orgkeys.keycloak.browser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.orgkeys.keycloak.it.Answer;
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

    private static final int ROUNDS = 12;
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

        // other requests may still wait for the refreshed token
        assertThat(KeyList.own(page).createButton()).isVisible();
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

    /** The first element loads its files at the second attempt, as after an upgrade. */
    @Test
    void elementsOfTwoUsersNeverUseTheTokenOfTheOther() {
        createMemberWithKey("first");
        createMemberWithKey("second");
        Page page = browser.newPage();
        AtomicInteger requests = new AtomicInteger();
        page.route("**/style.css", route -> {
            if (requests.getAndIncrement() == 0) {
                route.fulfill(new Route.FulfillOptions().setStatus(404));
            } else {
                route.resume();
            }
        });
        application.open(page, "", refresh -> null);
        for (String user : List.of("first", "second")) {
            page.evaluate("user => window.add(user)", user);
            assertThat(page.locator("#" + user).getByTestId("key-row")).containsText("Key of " + user);
        }
        assertThat(requests.get()).isEqualTo(2);
        KeyList first = new KeyList(page, page.locator("#first").getByTestId("own-api-keys"));
        first.choose("Key of first", "disable");
        page.getByTestId("submit").click();
        assertThat(first.row("Key of first")).containsText("Disabled");
        for (String user : List.of("second", "first")) {
            page.evaluate("user => document.getElementById(user).setAttribute('locale', 'en-GB')", user);
            assertThat(page.locator("#" + user).getByTestId("key-row")).containsText("Key of " + user);
        }
        assertThat(events(page, "load-error")).hasCount(0);
        assertThat(events(page, "session-ended")).hasCount(0);
    }

    @Test
    void aPageWhoseFilesCannotBeLoadedSaysSoAndTriesAgain() {
        Page page = browser.newPage();
        page.route("**/embed/*/view.js", Route::abort);
        page.route("**/embed.json", Route::abort);
        application.open(page, ACME, "alice");
        Locator retry = page.locator("org-api-keys").getByRole(AriaRole.BUTTON);
        assertThat(retry).hasText("Try again");
        assertThat(events(page, "load-error")).containsText("\"code\":\"unavailable\"");
        page.unrouteAll();
        retry.click();
        assertThat(KeyList.own(page).list()).isVisible();
        assertThat(events(page, "load-error")).hasCount(1);
    }

    @Test
    void anotherUserOfTheApplicationSeesNothingOfTheFirst() {
        createMemberWithKey("before");
        createMemberWithKey("after");
        Page page = browser.newPage();
        application.open(page, ACME, "before");
        KeyList own = KeyList.own(page);
        own.choose("Key of before", "edit");
        page.locator("#key-name").fill("Changed too late");
        String token = application.token("after");
        application.serve(refresh -> token);
        page.getByTestId("submit").click();
        assertThat(own.row("Key of after")).isVisible();
        assertThat(page.locator("#key-name")).isHidden();
        assertThat(events(page, "key-updated")).hasCount(0);
        assertThat(events(page, "session-ended")).hasCount(0);
    }

    /** An application that logs in at once would otherwise do so endlessly. */
    @Test
    void aTokenForAnotherApiIsNoEndOfTheSession() {
        realm.clients().createPublic("unscoped");
        realm.clients().change("unscoped", Map.of("webOrigins", List.of(application.origin())));
        String token = realm.token("unscoped", "alice");
        Page page = browser.newPage();
        application.open(page, ACME, refresh -> token);
        assertThat(page.getByTestId("failed")).containsText("The API keys could not be loaded");
        assertThat(events(page, "load-error")).containsText("\"code\":\"wrong_audience\"");
        assertThat(events(page, "session-ended")).hasCount(0);
    }

    @Test
    void aLogoutInAnotherTabKeepsWhatTheUserHasTyped() {
        String user = realm.members().createWithPassword("typist");
        AtomicReference<String> token = new AtomicReference<>(application.token("typist"));
        Page page = browser.newPage();
        application.open(page, ACME, refresh -> token.get());
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Typed before the logout");
        page.getByTestId("permission-stats-read").check();
        realm.admin("POST", "/users/" + user + "/logout").expect(204);
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("problem")).containsText("Sign in again");
        assertThat(events(page, "session-ended")).hasCount(1);
        assertThat(events(page, "key-created")).hasCount(0);
        token.set(application.token("typist"));
        own.submit("create-key");
        own.copySecret();
        assertThat(own.row("Typed before the logout")).isVisible();
    }

    /** The documentation says that the page is trusted. If this test fails, the documentation is wrong. */
    @Test
    void aScriptOfThePageCanReadTheSecret() {
        realm.members().createWithPassword("trusting");
        Page page = browser.newPage();
        application.open(page, ACME, "trusting");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Observed");
        page.getByTestId("permission-stats-read").check();
        own.submit("create-key");
        assertThat(page.getByTestId("secret")).isVisible();
        String seen = (String) page.evaluate("""
                [...document.querySelector("org-api-keys").shadowRoot.querySelectorAll("*")]
                    .flatMap((element) => [element.value, ...element.childNodes].map((node) => node?.data ?? node))
                    .filter((text) => typeof text === "string")
                    .map((text) => /h0p_user_\\w+/.exec(text)?.[0])
                    .find((secret) => secret)""");
        realm.verify(seen, "").expect(200);
    }

    @Test
    void removedElementsLeaveNothingBehind() {
        Page page = browser.newPage();
        application.open(page, "", refresh -> null);
        CDPSession devTools = page.context().newCDPSession(page);
        devTools.send("Performance.enable");
        addAndRemove(page, 8); // the browser compiles the script
        Map<String, Double> few = counters(devTools);
        addAndRemove(page, ROUNDS);
        assertThat(counters(devTools))
                .allSatisfy((name, count) -> assertThat(count)
                        .as(name)
                        .isLessThan(
                                few.getOrDefault(name, 0.0) + ROUNDS * (name.equals("JSHeapUsedSize") ? 60_000 : 1)));
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

    private static void addAndRemove(Page page, int times) {
        for (int i = 0; i < times; i++) {
            page.evaluate("window.add('carol')");
            assertThat(KeyList.own(page).createButton()).isVisible();
            page.evaluate("document.querySelector('#carol').remove()");
            assertThat(page.locator("org-api-keys")).hasCount(0);
        }
    }

    /** Counts what an element without an owner would leave behind. */
    private static Map<String, Double> counters(CDPSession devTools) {
        devTools.send("HeapProfiler.collectGarbage");
        Map<String, Double> counters = new HashMap<>();
        for (JsonElement metric : devTools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            String name = metric.getAsJsonObject().get("name").getAsString();
            if (Set.of("JSEventListeners", "Nodes", "JSHeapUsedSize").contains(name)) {
                counters.put(name, metric.getAsJsonObject().get("value").getAsDouble());
            }
        }
        assertThat(counters).hasSize(3);
        return counters;
    }

    private static void createMemberWithKey(String user) {
        Answer key = realm.createUserKeyOf("acme", realm.members().createWithPassword(user));
        realm.update(key, Map.of("name", "Key of " + user));
    }
}
