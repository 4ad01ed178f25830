package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.LeakScanner;
import io.orgkeys.keycloak.it.Sql;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.it.TestServer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Tests how an administrator manages keys in the tab "API keys" of an organization. */
@InBrowser
class AdminKeyPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void createsUsesEditsRotatesAndDeletesAUserKey() {
        KeyList keys = keysAs("h0p-admin", "acme");
        keys.createButton().click();
        keys.page().locator("#key-type-user").check();
        keys.page().locator("#key-member").fill("bo");
        keys.page()
                .getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("bob"))
                .click();
        keys.page().locator("#key-name").fill("Bob's laptop");
        keys.page().getByTestId("permission-stats-read").check();
        keys.submit("create-key");
        String secret = keys.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);
        realm.verify(secret, "?permission=shortLinks:create").expect(403);

        keys.choose("Bob's laptop", "edit");
        keys.page().locator("#key-name").fill("Bob's desktop");
        keys.page().getByTestId("permission-shortLinks-create").check();
        assertThat(keys.page().getByTestId("widens")).containsText("shortLinks: create");
        keys.submit("edit-key");
        assertThat(keys.row("Bob's desktop")).containsText("shortLinks: create");
        realm.verify(secret, "?permission=shortLinks:create").expect(200);

        String rotated = keys.rotateAtOnce("Bob's desktop");
        realm.verify(secret, "").expect(401);
        realm.verify(rotated, "").expect(200);

        keys.delete("Bob's desktop");
        realm.verify(rotated, "").expect(401);
    }

    @Test
    void createsDisablesEnablesRotatesAndDeletesABotKey() {
        KeyList keys = keysAs("h0p-admin", "globex");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Nightly build");
        keys.page().getByTestId("permissions-read-only").click();
        keys.submit("create-key");
        String secret = keys.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);

        keys.choose("Nightly build", "disable");
        keys.submit("disable");
        assertThat(keys.row("Nightly build")).containsText("Disabled");
        realm.verify(secret, "").expect(401);
        keys.choose("Nightly build", "enable");
        keys.submit("enable");
        assertThat(keys.row("Nightly build")).containsText("Active");

        String rotated = keys.rotateAtOnce("Nightly build");
        realm.verify(secret, "").expect(401);
        realm.verify(rotated, "").expect(200);

        keys.delete("Nightly build");
        realm.verify(rotated, "").expect(401);
    }

    @Test
    void disablesAndRestoresAllKeysOfAnOrganization() {
        realm.organizations().create("besieged");
        Answer one = realm.createBot("besieged", "First");
        Answer other = realm.createBot("besieged", "Second");
        realm.update(other, "{\"enabled\":false}");
        KeyList keys = keysAs("h0p-admin", "besieged");
        keys.page().getByTestId("disable-all").click();
        assertThat(keys.dialog("disable-all")).containsText("API keys: 1");
        keys.submit("disable-all");
        assertThat(keys.row("First")).containsText("Disabled");
        assertThat(keys.page().getByTestId("disable-all")).isHidden();
        realm.verify(one.text("secret"), "").expect(401);

        keys.page().getByTestId("restore-all").click();
        keys.submit("restore-all");
        assertThat(keys.row("First")).containsText("Active");
        assertThat(keys.row("Second")).containsText("Disabled");
        assertThat(keys.page().getByTestId("killed-keys")).isHidden();
        realm.verify(one.text("secret"), "").expect(200);
    }

    @Test
    void setsTheAttributesOfAKeyAndFindsTheKeyByThem() {
        KeyList keys = keysAs("h0p-admin", "acme");
        Page page = keys.page();
        keys.createButton().click();
        page.locator("#key-type-bot").check();
        page.locator("#key-name").fill("With attributes");
        page.getByTestId("permission-stats-read").check();
        addAttribute(page, 0, "region", "us");
        addAttribute(page, 1, "region", "Out of\u0085control");
        addAttribute(page, 2, "plan", "two words");
        keys.submit("create-key");
        // at the first row of the name
        assertThat(page.locator("#key-attribute-0-help")).containsText("control characters");
        assertThat(page.locator("#key-attribute-1-value")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#key-attribute-2-value")).hasAttribute("aria-invalid", "false");
        assertThat(keys.dialog("create-key").getByTestId("problem")).not().containsText("attributes");
        page.locator("#key-attribute-1-value").fill("eu");
        keys.submit("create-key");
        String secret = keys.copySecret();
        Assertions.assertThat(realm.verify(secret, "").expect(200).json().get("attributes"))
                .hasToString("{\"plan\":[\"two words\"],\"region\":[\"us\",\"eu\"]}");

        KeyPage key = KeyPage.from(keys, "With attributes");
        Locator labels = key.details().getByTestId("attribute-label");
        assertThat(labels).hasText(new String[] {"plan: two words", "region: us", "region: eu"});
        key.action("edit").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Remove attribute 2"))
                .click();
        assertThat(page.getByTestId("add-attribute")).isFocused();
        keys.submit("edit-key");
        assertThat(labels).hasText(new String[] {"plan: two words", "region: eu"});

        key.back();
        page.getByTestId("filter-add").click();
        page.getByTestId("filter-add-q").click();
        page.getByTestId("filter-value").locator("input").fill("plan:two words");
        page.getByTestId("filter-apply").click();
        assertThat(keys.rows()).hasCount(1);
        assertThat(page.getByTestId("chip-q")).containsText("plan:\"two words\"");
        page.reload();
        assertThat(keys.row("With attributes")).isVisible();
    }

    /** Adds an attribute in the open dialog by the keyboard. */
    private static void addAttribute(Page page, int row, String name, String value) {
        page.getByTestId("add-attribute").press("Enter");
        assertThat(page.locator("#key-attribute-" + row + "-name")).isFocused();
        page.keyboard().insertText(name);
        page.keyboard().press("Tab");
        page.keyboard().insertText(value);
    }

    @Test
    void rotatesAnExpiredKeyWithANewExpiry() {
        Answer expired = realm.createBot("acme", "Seasonal");
        Sql.update(
                TestServer.databaseOfBrowsers(),
                "update ORG_API_KEY set EXPIRES_AT = 1000 where ID = ?",
                expired.text("id"));
        KeyList keys = keysAs("h0p-admin", "acme");
        assertThat(keys.row("Seasonal")).containsText("Expired");
        keys.choose("Seasonal", "rotate");
        assertThat(keys.page().locator("#key-grace-help")).containsText("The secret has expired");
        keys.page().locator("#key-expiry").selectOption("days-90");
        keys.submit("rotate");
        String rotated = keys.copySecret();
        assertThat(keys.row("Seasonal")).containsText("Active");
        realm.verify(rotated, "?permission=stats:read").expect(200);
        realm.verify(expired.text("secret"), "").expect(401);
    }

    @Test
    void aReadOnlyAdministratorHasNoButtons() {
        realm.createBot("acme", "Looked at");
        KeyList keys = keysAs("h0p-viewer", "acme");
        assertThat(keys.row("Looked at")).isVisible();
        assertThat(keys.createButton()).isHidden();
        assertThat(keys.row("Looked at").getByTestId("row-actions")).isHidden();
        assertThat(keys.page().getByTestId("disable-all")).isHidden();
        assertThat(KeyPage.from(keys, "Looked at").details()).containsText("stats: read");
        assertThat(keys.page().locator("[data-testid^=key-action-]")).hasCount(0);
    }

    @Test
    void showsAnErrorAtItsField() {
        KeyList keys = keysAs("h0p-admin", "acme");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Out of\u0085control");
        keys.submit("create-key");
        assertThat(keys.page().locator("#key-name")).hasAttribute("aria-invalid", "true");
        assertThat(keys.page().locator("#key-name-help")).containsText("control characters");
        // the user can correct the name
        keys.page().locator("#key-name").fill("Mended");
        keys.submit("create-key");
        keys.copySecret();
        assertThat(keys.row("Mended")).isVisible();
    }

    @Test
    void scrollsToTheErrorFromTheEndOfTheDialog() {
        realm.createUserKey("acme", "dave", "{}");
        KeyList keys = keysAs("h0p-admin", "acme");
        Page page = keys.page();
        page.setViewportSize(1280, 700);
        keys.createButton().click();
        page.locator("#key-type-user").check();
        page.locator("#key-member").fill("da");
        page.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("dave"))
                .click();
        page.locator("#key-name").fill("One too many");
        page.locator("#key-networks").scrollIntoViewIfNeeded();
        assertThat(page.locator("#key-name")).not().isInViewport();
        keys.submit("create-key");
        assertThat(keys.dialog("create-key").getByTestId("problem")).containsText("No more API keys are allowed");
        assertThat(keys.dialog("create-key").getByTestId("problem")).isInViewport();

        // the page also scrolls to an invalid field
        page.locator("#key-type-bot").check();
        page.locator("#key-name").fill("Out of\u0085control");
        page.locator("#key-networks").scrollIntoViewIfNeeded();
        assertThat(page.locator("#key-name-help")).not().isInViewport();
        keys.submit("create-key");
        assertThat(page.locator("#key-name-help")).containsText("control characters");
        assertThat(page.locator("#key-name-help")).isInViewport();
    }

    @Test
    void saysWhatIsMissingOrWrongBeforeSubmitting() {
        KeyList keys = keysAs("h0p-admin", "acme");
        Page page = keys.page();
        Locator blocked = page.getByTestId("blocked");
        keys.createButton().click();
        assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("Create user key in acme");
        assertThat(blocked).hasText("Select a member.");
        page.locator("#key-type-bot").check();
        assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("Create bot key in acme");
        assertThat(blocked).hasText("Enter a name.");
        assertThat(page.getByTestId("submit")).isDisabled();
        page.locator("#key-name").focus();
        page.locator("#key-networks").fill("10.0.0.0/33");
        assertThat(page.locator("#key-name-help")).containsText("Enter a name.");
        page.locator("#key-name").fill("Checked");
        assertThat(page.locator("#key-networks-help")).containsText("10.0.0.0/33: Must be an IP address");
        assertThat(blocked).hasText("Correct the allowed networks.");
        assertThat(page.getByTestId("submit")).isDisabled();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Remove 10.0.0.0/33"))
                .click();
        page.locator("#key-expiry").selectOption("date");
        assertThat(blocked).hasText("Select a date.");
        page.locator("#key-expiry").selectOption("days-365");
        assertThat(blocked).isEmpty();
        keys.submit("create-key");
        keys.copySecret();
    }

    @Test
    void keepsTheSecretWhenTheUserGoesBackOrReloads() {
        KeyList keys = keysAs("h0p-admin", "acme");
        Page page = keys.page();
        String address = page.url();
        keys.createButton().click();
        page.locator("#key-type-bot").check();
        page.locator("#key-name").fill("Nearly lost");
        keys.submit("create-key");
        Locator secret = keys.dialog("secret").getByTestId("secret");
        String shown = secret.getByRole(AriaRole.TEXTBOX).inputValue();
        assertThat(secret.getByRole(AriaRole.TEXTBOX))
                .hasCSS("font-family", Pattern.compile("mono", Pattern.CASE_INSENSITIVE));
        assertThat(keys.dialog("secret").getByTestId("env-line").getByRole(AriaRole.TEXTBOX))
                .hasValue("API_KEY=" + shown);

        page.evaluate("history.back()");
        assertThat(page.getByTestId("secret-held")).containsText("The secret has not been copied");
        assertThat(page).hasURL(address);
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(shown);
        AtomicReference<String> asked = new AtomicReference<>();
        page.onceDialog(dialog -> {
            asked.set(dialog.type());
            dialog.dismiss();
        });
        page.evaluate("location.reload()");
        page.waitForCondition(() -> asked.get() != null);
        Assertions.assertThat(asked.get()).isEqualTo("beforeunload");
        assertThat(secret.getByRole(AriaRole.TEXTBOX)).hasValue(shown);

        // a copied secret is not guarded any more
        Assertions.assertThat(keys.copySecret()).isEqualTo(shown);
        assertThat(page).hasURL(address);
        page.reload();
        assertThat(keys.row("Nearly lost")).isVisible();
    }

    @Test
    void restrictsAKeyToNetworks() {
        KeyList keys = keysAs("h0p-admin", "acme");
        Page page = keys.page();
        Locator networks = page.locator("#key-networks");
        keys.createButton().click();
        page.locator("#key-type-bot").check();
        page.locator("#key-name").fill("At home");
        page.getByTestId("permission-stats-read").check();
        networks.fill("::1");
        networks.press("Enter");
        networks.fill("127.0.0.1/8");
        networks.press("Enter");
        keys.submit("create-key");
        assertThat(networks).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#key-networks-help")).containsText("127.0.0.1/8: Is an address within a CIDR range");
        assertThat(page.locator("#key-networks-help")).containsText("Use 127.0.0.0/8");
        assertThat(keys.dialog("create-key").getByTestId("problem")).not().containsText("allowedNetworks");

        // the page sends the typed network even without Enter; otherwise the key would be valid in all networks
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Remove 127.0.0.1/8"))
                .click();
        networks.fill("127.0.0.0/8");
        page.locator("#key-name").click();
        keys.submit("create-key");
        String secret = keys.copySecret();
        realm.verify(secret, "").expect(200);

        KeyPage key = KeyPage.from(keys, "At home");
        key.assertDetail("Allowed networks", ".*127\\.0\\.0\\.0/8");
        key.action("edit").click();
        page.getByTestId("edit-key-dialog")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Clear"))
                .click();
        networks.fill("192.0.2.0/24");
        networks.press("Enter");
        keys.submit("edit-key");
        assertThat(keys.dialog("edit-key")).isHidden();
        Assertions.assertThat(realm.verify(secret, "").expect(403).code()).isEqualTo("network_not_allowed");

        key.back();
        keys.choose("At home", "edit");
        networks.press("Backspace");
        keys.submit("edit-key");
        assertThat(keys.dialog("edit-key")).isHidden();
        realm.verify(secret, "").expect(200);
    }

    @Test
    void rotatesAndThenEnablesALeakedKey() {
        Answer leaked = realm.createBot("acme", "Published");
        realm.update(leaked, "{\"enabled\":false}");
        KeyList keys = keysAs("h0p-admin", "acme");
        assertThat(keys.row("Published")).containsText("Disabled");
        new LeakScanner("scanner:pages")
                .register(realm)
                .report(realm, leaked.text("secret"))
                .expect(200);

        // the list is stale, because the leak report has changed the version of the key
        keys.choose("Published", "enable");
        keys.submit("enable");
        assertThat(keys.dialog("enable").getByTestId("problem")).containsText("Someone else has changed this");
        keys.page().getByTestId("cancel").click();
        keys.page().reload();
        assertThat(keys.row("Published").getByTestId("key-leaked")).hasText("Leaked");
        KeyPage key = KeyPage.from(keys, "Published");
        assertThat(keys.page().getByTestId("leaked")).containsText("rotate it, then enable it");
        assertThat(key.action("enable")).hasCount(0);

        key.action("rotate").click();
        assertThat(keys.page().locator("#key-grace-help")).containsText("The secret has leaked");
        assertThat(keys.page().locator("[name=key-grace]")).hasCount(1);
        keys.submit("rotate");
        assertThat(keys.dialog("secret")).containsText("Enable it before you use the secret.");
        String rotated = keys.copySecret();
        assertThat(keys.page().getByTestId("leaked")).isHidden();
        key.back();
        assertThat(keys.row("Published")).isVisible();
        assertThat(keys.row("Published").getByTestId("key-leaked")).isHidden();
        keys.choose("Published", "enable");
        keys.submit("enable");
        assertThat(keys.row("Published")).containsText("Active");
        realm.verify(rotated, "?permission=stats:read").expect(200);
        realm.verify(leaked.text("secret"), "").expect(401);
    }

    /**
     * A thief can rotate a stolen key in a loop, and each rotation changes the version of the key. An administrator can
     * still rotate or disable the key.
     */
    @Test
    void disablesAndRotatesAKeyThatHasChangedSince() {
        Answer stolen = realm.createBot("acme", "Restless");
        KeyList keys = keysAs("h0p-admin", "acme");
        assertThat(keys.row("Restless")).containsText("Active");
        Answer rotated =
                realm.accountWith(stolen.text("secret"), "POST", "/self/rotate").expect(201);
        keys.choose("Restless", "rotate");
        keys.submit("rotate");
        String secret = keys.copySecret();
        Answer again = realm.accountWith(secret, "POST", "/self/rotate").expect(201);
        keys.choose("Restless", "disable");
        keys.submit("disable");
        assertThat(keys.row("Restless")).containsText("Disabled");
        for (Answer answer : java.util.List.of(stolen, rotated, again)) {
            realm.verify(answer.text("secret"), "").expect(401);
        }
    }

    @Test
    void keepsTheInputWhenTheSessionEnds() {
        realm.administrators().add("leaver", "realm-admin");
        KeyList keys = keysAs("leaver", "acme");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Typed at length");
        realm.admin("POST", "/users/" + realm.userId("leaver") + "/logout").expect(204);
        keys.submit("create-key");
        assertThat(keys.dialog("create-key").getByTestId("problem")).containsText("Your session has ended");
        assertThat(keys.page().locator("#key-name")).hasValue("Typed at length");

        // the user signs in again in another tab, and then continues in the first tab
        Page other = keys.page()
                .context()
                .waitForPage(() -> keys.page().getByTestId("sign-in").click());
        Login.as(other, "leaver");
        assertThat(new AdminConsole(other, realm).tab("API keys")).isVisible();
        assertThat(keys.page().locator("#key-name")).hasValue("Typed at length");
        keys.submit("create-key");
        keys.copySecret();
        assertThat(keys.row("Typed at length")).isVisible();
    }

    @Test
    void anErrorThatTheServerFindsIsInTheLanguageOfTheConsole() {
        realm.change(Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de")));
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser.newPage(options -> options.setLocale("de")));
        console.openOrganization("acme", "api-keys");
        KeyList keys = KeyList.all(console.page());
        keys.createButton().click();
        console.page().locator("#key-type-bot").check();
        console.page().locator("#key-name").fill("Daheim");
        console.page().getByTestId("permission-stats-read").check();
        console.page().locator("#key-networks").fill("127.0.0.1/8");
        console.page().locator("#key-networks").press("Enter");
        keys.submit("create-key");
        assertThat(console.page().locator("#key-networks-help")).containsText("Geben Sie 127.0.0.0/8 ein");
    }

    private static KeyList keysAs(String user, String organization) {
        AdminConsole console = AdminConsole.of(realm, user, browser);
        console.openOrganization(organization, "api-keys");
        return KeyList.all(console.page());
    }
}
