package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Checks the page of a key in both consoles: its address, its contents and its actions. */
@InBrowser
class KeyPageIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void hasItsOwnAddressInTheAdminConsole() {
        Answer bot = realm.createBot("acme", "Addressed");
        KeyList keys = keysAs("h0p-admin");
        Page page = keys.page();
        KeyPage key = KeyPage.from(keys, "Addressed");
        assertThat(page).hasURL(addressOf(bot));
        assertThat(key.heading()).isFocused();
        assertThat(keys.list()).isHidden();
        new AdminConsole(page, realm).assertOnlySelected("API keys");

        page.goBack();
        assertThat(keys.row("Addressed")).isVisible();
        assertThat(key.content()).isHidden();
        page.goForward();
        assertThat(key.heading()).hasText("Addressed");
        page.reload();
        assertThat(key.heading()).hasText("Addressed");
        key.back();
        assertThat(keys.row("Addressed").getByTestId("key-name")).isFocused();
        assertThat(page).hasURL(addressOfList());

        // the tab leads to the list, too
        KeyPage.from(keys, "Addressed");
        new AdminConsole(page, realm).tab("API keys").click();
        assertThat(keys.row("Addressed")).isVisible();
        assertThat(key.content()).isHidden();
    }

    @Test
    void opensFromASharedAddressAfterTheLogin() {
        Answer bot = realm.createBot("acme", "Shared");
        Page page = browser.newPage();
        page.navigate(addressOf(bot));
        Login.as(page, "h0p-admin");
        assertThat(new KeyPage(page).heading()).hasText("Shared");
    }

    @Test
    void hasItsOwnAddressInTheAccountConsole() {
        Answer key = realm.createUserKey("acme", "carol");
        AccountConsole console = AccountConsole.of(realm, "carol", browser);
        console.openApiKeys();
        Page page = console.page();
        KeyList own = KeyList.own(page);
        KeyPage opened = KeyPage.from(own, "Mine");
        String address = realm.url("/account/content/org-api-keys#organization=%s&key=%s"
                .formatted(realm.organizationId("acme"), key.text("id")));
        assertThat(page).hasURL(address);
        assertThat(opened.heading()).isFocused();
        assertThat(page.locator("h1")).hasText("Mine");
        opened.assertDetail("Owner", "carol");
        opened.assertDetail("Organization", "acme");
        // only administrators of the realm can view its events
        assertThat(page.getByText("History")).isHidden();
        assertThat(own.list()).isHidden();

        page.goBack();
        assertThat(own.row("Mine").getByTestId("key-name")).isFocused();
        page.goForward();
        assertThat(opened.heading()).isFocused();
        page.reload();
        assertThat(opened.heading()).hasText("Mine");
        console.menu("API keys").click();
        assertThat(own.row("Mine")).isVisible();
        assertThat(opened.content()).isHidden();

        Page other = browser.newPage();
        other.navigate(address);
        Login.as(other, "carol");
        assertThat(new KeyPage(other).heading()).hasText("Mine");
        new KeyPage(other).action("delete").click();
        KeyList.own(other).submit("delete");
        assertThat(KeyList.own(other).createButton()).isVisible();
    }

    @Test
    void showsTheDetails() {
        Answer bot = realm.createBot("acme", "Detailed", "{\"stats\":[\"read\"],\"shortLinks\":[\"read\",\"create\"]}");
        realm.update(bot, "{\"description\":\"Sends reports\",\"allowedNetworks\":[\"127.0.0.0/8\",\"::1/128\"]}");
        KeyPage key = KeyPage.from(keysAs("h0p-admin"), "Detailed");
        key.assertDetail("Status", "Active");
        key.assertDetail("Type", "Bot");
        key.assertDetail("Owner", "acme");
        key.assertDetail("Description", "Sends reports");
        key.assertDetail("Permissions", "shortLinks: create, read\\s*stats: read");
        key.assertDetail("Allowed networks", "127\\.0\\.0\\.0/8, ::1");
        key.assertDetail("Key", "…" + bot.text("lastFour"));
        key.assertDetail("Created", ".*20\\d\\d.* by h0p-admin");
        key.assertDetail("Last changed", ".*20\\d\\d");
        key.assertDetail("Secret issued", ".*20\\d\\d");
        key.assertDetail("Last used", "Never used");
        key.assertDetail("Expires", "Never");
        key.assertDetail("ID", bot.text("id"));

        Page page = key.page();
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.getByTestId("key-id").getByRole(AriaRole.BUTTON).click();
        page.waitForFunction("async id => (await navigator.clipboard.readText()) === id", bot.text("id"));
    }

    @Test
    void saysExactlyWhyAKeyIsSuspended() {
        try (TestRealm other = realm.another()) {
            Answer ofDave = other.createUserKey("acme", "dave");
            other.createBot("globex", "Of globex");
            other.createUserKey("acme", "alice", "{\"domains\":[\"delete\"]}");
            other.members().enable(ofDave.text("userId"), false);
            other.organizations().enable("globex", false);
            other.administrators().changeRealmRole("POST", other.userId("bob"), "org-admin");
            other.createUserKey("acme", "bob", "{\"domains\":[\"delete\"]}");
            other.administrators().changeRealmRole("DELETE", other.userId("bob"), "org-admin");

            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            console.openOrganization("acme", "api-keys");
            KeyList keys = KeyList.all(console.page());
            assertSuspended(keys, "dave", "The owner is disabled.");
            assertSuspended(keys, "bob", "None of the permissions has an effect.");
            assertThat(keys.row("alice")).containsText("Active");
            console.openOrganization("globex", "api-keys");
            assertSuspended(keys, "Of globex", "The organization is disabled.");
        }
    }

    /** Asserts that the list and the page say why the key is suspended, and returns to the list. */
    private static void assertSuspended(KeyList keys, String text, String reason) {
        assertThat(keys.row(text).getByTestId("key-status")).hasAttribute("title", reason);
        keys.row(text).getByTestId("key-name").click();
        KeyPage key = new KeyPage(keys.page());
        key.assertDetail("Status", "Suspended\\s*" + reason);
        key.back();
    }

    @Test
    void marksPermissionsWithoutEffectWithTheReason() {
        try (TestRealm other = realm.another()) {
            other.createResource("{\"name\":\"papers\",\"actions\":[\"read\"]}");
            other.administrators().changeRealmRole("POST", other.userId("bob"), "org-admin");
            other.createUserKey("acme", "bob", "{\"domains\":[\"delete\"],\"papers\":[\"read\"],\"stats\":[\"read\"]}");
            other.administrators().changeRealmRole("DELETE", other.userId("bob"), "org-admin");
            other.keys("DELETE", "/resources/papers").expect(204);

            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            console.openOrganization("acme", "api-keys");
            KeyList keys = KeyList.all(console.page());
            Page page = console.page();
            Locator marked = page.getByTestId("ineffective");
            assertThat(marked.first()).hasAttribute("title", Pattern.compile("^No effect, .*: (domains|papers): "));
            keys.row("bob").getByTestId("key-name").click();
            assertThat(marked)
                    .containsText(
                            new String[] {"the owner does not have the required role", "not in the catalog"},
                            new LocatorAssertions.ContainsTextOptions().setIgnoreCase(true));
            assertThat(page.getByTestId("ineffective-role_missing")).containsText("domains:delete");
            assertThat(page.getByTestId("ineffective-not_in_catalog")).containsText("papers:read");
            assertThat(new KeyPage(page).details()).containsText("stats: read");
        }
    }

    @Test
    void showsAndEndsTheFormerSecret() {
        Answer bot = realm.createBot("acme", "Rotated");
        Answer rotated = realm.rotate(bot, "{\"gracePeriod\":7200}");
        KeyList keys = keysAs("h0p-admin");
        Locator badge = keys.row("Rotated").getByTestId("key-former");
        assertThat(badge).containsText("Old secret valid until");
        KeyPage key = KeyPage.from(keys, "Rotated");
        Locator former = key.page().getByTestId("former-secret");
        assertThat(former).containsText("Old secret valid until");

        key.page().getByTestId("end-former").click();
        key.page().getByTestId("cancel").click();
        assertThat(key.page().getByTestId("end-former")).isFocused();
        realm.verify(bot.text("secret"), "").expect(200);
        key.page().getByTestId("end-former").click();
        keys.submit("end");
        assertThat(former).isHidden();
        assertThat(key.page().getByText("The old secret is no longer valid")).isVisible();
        realm.verify(bot.text("secret"), "").expect(401);
        realm.verify(rotated.text("secret"), "").expect(200);
        key.back();
        assertThat(keys.row("Rotated")).isVisible();
        assertThat(badge).isHidden();
    }

    @Test
    void aMemberEndsTheFormerSecretOfTheirKey() {
        Answer mine = realm.createUserKey("acme", "bob");
        Answer rotated = realm.rotate(mine, "{\"gracePeriod\":7200}");
        AccountConsole console = AccountConsole.of(realm, "bob", browser);
        console.openApiKeys();
        KeyList own = KeyList.own(console.page());
        KeyPage key = KeyPage.from(own, "Mine");
        key.page().getByTestId("end-former").click();
        own.submit("end");
        assertThat(key.page().getByTestId("former-secret")).isHidden();
        realm.verify(mine.text("secret"), "").expect(401);
        realm.verify(rotated.text("secret"), "").expect(200);
        realm.revoke(mine);
    }

    @Test
    void countsRefusalsByReason() {
        Answer bot = realm.createBot("acme", "Refused");
        realm.verify(bot.text("secret"), "?permission=domains:delete").expect(403);
        realm.verify(bot.text("secret"), "?permission=domains:delete").expect(403);
        realm.verify(bot.text("secret"), "?organization=globex").expect(403);
        KeyList keys = keysAs("h0p-admin");
        keys.page()
                .waitForCondition(() -> realm.keys("GET", "/" + bot.text("id") + "/usage")
                        .expect(200)
                        .body()
                        .contains("\"refused\":3"));
        KeyPage key = KeyPage.from(keys, "Refused");
        assertThat(key.page().getByTestId("refused-by").getByRole(AriaRole.LISTITEM))
                .hasText(new String[] {"Missing permission: 2", "Wrong organization: 1"});
        key.page().getByText("Show as a table").click();
        assertThat(key.page().getByTestId("usage-table")).containsText("Missing permission: 2");
    }

    @Test
    void showsTheHistoryIfTheRealmRecordsIt() {
        try (TestRealm other = realm.another()) {
            other.admin("PUT", "/events/config")
                    .json("{\"adminEventsEnabled\":false}")
                    .expect(204);
            other.createBot("acme", "Before");
            AdminConsole console = AdminConsole.of(other, "h0p-admin", browser);
            console.openOrganization("acme", "api-keys");
            Page page = console.page();
            KeyList keys = KeyList.all(page);
            KeyPage key = KeyPage.from(keys, "Before");
            assertThat(page.getByTestId("history-none")).containsText("does not record changes");

            other.storeEvents("LOGIN");
            page.reload();
            assertThat(page.getByTestId("history-none")).containsText("No change of this key is recorded");
            Answer bot = other.createBot("acme", "Recorded");
            other.update(bot, "{\"description\":\"Changed\",\"permissions\":{\"files\":[\"read\"]}}");
            other.rotate(bot);
            key.back();
            KeyPage.from(keys, "Recorded").action("disable").click();
            keys.submit("disable");
            assertThat(page.getByTestId("key-history").locator("tbody tr")).hasText(new Pattern[] {
                Pattern.compile("Disabled.*h0p-admin"),
                Pattern.compile("Rotated.*admin"),
                Pattern.compile("Changed: Description, Permissions.*admin"),
                Pattern.compile("Created.*admin")
            });

            AdminConsole viewer = AdminConsole.of(other, "h0p-viewer", browser);
            viewer.openOrganization("acme", "api-keys");
            KeyPage.from(KeyList.all(viewer.page()), "Recorded");
            assertThat(viewer.page().getByTestId("history-none")).containsText("You do not have permission");
        }
    }

    @Test
    void showsThatAKeyDoesNotExist() {
        Answer ofGlobex = realm.createBot("globex", "Of globex");
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        Page page = console.page();
        KeyPage key = new KeyPage(page);
        // also the name of another endpoint, and the key of another organization
        for (String id : List.of("0d1e2f3a-0000-4000-8000-000000000000", "settings", ofGlobex.text("id"))) {
            console.openOrganization("acme", "api-keys?key=" + id);
            assertThat(key.notFound()).containsText("This API key no longer exists");
            assertThat(key.notFound()).isFocused();
        }
        key.notFound().getByTestId("empty-action").click();
        assertThat(KeyList.all(page).list()).isVisible();
    }

    @Test
    void leadsBackToTheListAfterTheDeletion() {
        Answer bot = realm.createBot("acme", "Deleted soon");
        KeyList keys = keysAs("h0p-admin");
        Page page = keys.page();
        KeyPage key = KeyPage.from(keys, "Deleted soon");
        key.action("delete").click();
        keys.submit("delete");
        assertThat(page.getByText("API key deleted")).isVisible();
        assertThat(page).hasURL(addressOfList());
        assertThat(keys.row("Deleted soon")).isHidden();
        assertThat(keys.list()).isFocused();
        page.goBack();
        assertThat(key.content()).isHidden();

        page.navigate(addressOf(bot));
        assertThat(key.notFound()).isVisible();
    }

    @Test
    void editsRotatesDisablesAndEnables() {
        Answer bot = realm.createBot("acme", "Acted on");
        KeyList keys = keysAs("h0p-admin");
        Page page = keys.page();
        KeyPage key = KeyPage.from(keys, "Acted on");
        key.action("edit").click();
        page.locator("#key-name").fill("Edited");
        keys.submit("edit-key");
        assertThat(key.heading()).hasText("Edited");
        assertThat(key.action("edit")).isFocused();

        key.action("rotate").click();
        keys.submit("rotate");
        String secret = keys.copySecret();
        assertThat(page).hasURL(addressOf(bot));
        assertThat(page.getByTestId("former-secret")).isVisible();
        realm.verify(secret, "").expect(200);

        key.action("disable").click();
        keys.submit("disable");
        key.assertDetail("Status", "Disabled");
        realm.verify(secret, "").expect(401);
        key.action("enable").click();
        keys.submit("enable");
        key.assertDetail("Status", "Active");
    }

    @Test
    void aMemberDoesNotSeeTheKeyOfAnother() {
        Answer bot = realm.createBot("acme", "Not for Bob");
        AccountConsole console = AccountConsole.of(realm, "bob", browser);
        Page page = console.page();
        page.navigate(realm.url("/account/content/org-api-keys#key=" + bot.text("id")));
        KeyPage key = new KeyPage(page);
        assertThat(key.notFound()).containsText("This API key no longer exists");
        assertThat(page.getByText("Not for Bob")).isHidden();
        key.notFound().getByTestId("empty-action").click();
        assertThat(KeyList.own(page).createButton()).isVisible();
    }

    /** A key that manages keys creates bot keys. Their pages lead to the page of that key. */
    @Test
    void leadsToThePageOfTheKeyThatCreatedTheKey() {
        Answer manager = realm.createBot("acme", "Manager", "{\"apiKeys\":[\"create\"],\"stats\":[\"read\"]}");
        realm.accountWith(manager.text("secret"), "POST", realm.keysOf("acme"))
                .json(Map.of("type", "bot", "name", "Created by a key"))
                .expect(201);
        KeyPage key = KeyPage.from(keysAs("h0p-admin"), "Created by a key");
        key.details().getByText("by API key Manager").click();
        assertThat(key.heading()).hasText("Manager");
        assertThat(key.page()).hasURL(addressOf(manager));
    }

    private static String addressOfList() {
        return realm.consoleUrl("#/" + realm.name + "/organizations/" + realm.organizationId("acme") + "/api-keys");
    }

    private static String addressOf(Answer key) {
        return addressOfList() + "?key=" + key.text("id");
    }

    private static KeyList keysAs(String user) {
        AdminConsole console = AdminConsole.of(realm, user, browser);
        console.openOrganization("acme", "api-keys");
        return KeyList.all(console.page());
    }
}
