package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** What administrators do with keys in the tab of an organization. */
@Tag("browser")
class AdminKeyPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aUserKeyIsCreatedAndUsedAndChangedAndRotatedAndDeleted() {
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
        assertThat(keys.page().getByTestId("widens")).containsText("shortLinks:create");
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
    void aBotKeyIsCreatedAndDisabledAndEnabledAndRotatedAndDeleted() {
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
    void whoMayOnlyLookHasNoButtons() {
        realm.createBot("acme", "Looked at", "{\"stats\":[\"read\"]}");
        KeyList keys = keysAs("h0p-viewer", "acme");
        assertThat(keys.row("Looked at")).isVisible();
        assertThat(keys.createButton()).isHidden();
        assertThat(keys.row("Looked at").getByTestId("row-actions")).isHidden();
        keys.row("Looked at").getByTestId("key-name").click();
        assertThat(keys.page().getByTestId("key-details")).containsText("stats: read");
        assertThat(keys.page().locator("[data-testid^=details-]")).hasCount(0);
    }

    @Test
    void whatIsWrongIsToldAtTheField() {
        KeyList keys = keysAs("h0p-admin", "acme");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Out of\u0085control");
        keys.submit("create-key");
        assertThat(keys.page().locator("#key-name")).hasAttribute("aria-invalid", "true");
        assertThat(keys.page().locator("#key-name-help")).containsText("control characters");
        // and can be mended
        keys.page().locator("#key-name").fill("Mended");
        keys.submit("create-key");
        keys.copySecret();
        assertThat(keys.row("Mended")).isVisible();
    }

    @Test
    void whatWasTypedOutlivesTheSession() {
        realm.addAdministrator("leaver", "realm-admin");
        KeyList keys = keysAs("leaver", "acme");
        keys.createButton().click();
        keys.page().locator("#key-type-bot").check();
        keys.page().locator("#key-name").fill("Typed at length");
        realm.admin("POST", "/users/" + realm.userId("leaver") + "/logout")
                .send()
                .expect(204);
        keys.submit("create-key");
        assertThat(keys.dialog("create-key").getByTestId("problem")).containsText("Your session has ended");
        assertThat(keys.page().locator("#key-name")).hasValue("Typed at length");

        // signed in again in another tab, one goes on here
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

    private static KeyList keysAs(String user, String organization) {
        AdminConsole console = AdminConsole.of(realm, user, browser);
        console.openOrganization(organization, "api-keys");
        return KeyList.all(console.page());
    }
}
