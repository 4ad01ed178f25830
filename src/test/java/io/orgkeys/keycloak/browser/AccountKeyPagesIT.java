package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Tests how a member manages keys in the account console. */
@InBrowser
class AccountKeyPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void aMemberManagesOnlyTheirOwnKey() {
        realm.createBot("acme", "Not for Bob", "{}");
        Page page = pageOf("bob");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("My laptop");
        page.getByTestId("permission-stats-read").check();
        own.submit("create-key");
        assertThat(own.dialog("secret")).isVisible();
        page.evaluate("history.back()");
        assertThat(page.getByTestId("secret-held")).isVisible();
        String secret = own.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);
        assertThat(own.row("My laptop").getByTestId("key-newest")).isVisible();
        // bob has reached the limit of one user key per member
        assertThat(own.createButton()).hasAttribute("aria-disabled", "true");
        assertThat(own.list().getByTestId("own-used")).containsText("1 of 1 used");
        assertThat(KeyList.all(page).list()).isHidden();
        assertThat(page.getByText("Not for Bob")).isHidden();

        String rotated = own.rotateAtOnce("My laptop");
        realm.verify(secret, "").expect(401);
        realm.verify(rotated, "").expect(200);
        own.delete("My laptop");
        realm.verify(rotated, "").expect(401);
        assertThat(own.createButton()).isVisible();
    }

    @Test
    void anOrganizationAdministratorSeesAllKeysAndManagesBotKeys() {
        realm.createUserKey("acme", "carol");
        Page page = pageOf("alice");
        KeyList all = KeyList.all(page);
        assertThat(all.row("carol")).isVisible();
        // only the owner may receive a new secret, so nobody else can rotate the key
        all.row("carol").getByTestId("row-actions").click();
        assertThat(page.getByTestId("action-delete")).isVisible();
        assertThat(page.getByTestId("action-rotate")).isHidden();
        page.keyboard().press("Escape");

        all.createButton().click();
        page.locator("#key-name").fill("Deployment");
        page.getByTestId("permissions-read-only").click();
        all.submit("create-key");
        String secret = all.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);
        all.delete("Deployment");
        realm.verify(secret, "").expect(401);
    }

    @Test
    void aMemberOfSeveralOrganizationsSwitchesBetweenTheirKeys() {
        try (TestRealm other = realm.another()) {
            createKeyOfCarol(other, "acme", "Key to acme");
            createKeyOfCarol(other, "globex", "Key to globex");
            AccountConsole console = AccountConsole.of(other, "carol", browser);
            console.menu("API keys").click();
            Page page = console.page();
            page.getByTestId("organization").selectOption("acme");
            assertThat(KeyList.own(page).row("Key to acme")).isVisible();
            assertThat(page.getByText("Key to globex")).isHidden();
            assertThat(KeyList.all(page).list()).isHidden();

            page.getByTestId("organization").selectOption("globex");
            assertThat(KeyList.own(page).row("Key to globex")).isVisible();
            assertThat(page.getByText("Key to acme")).isHidden();
            // carol is an administrator of globex, so she also sees the list of all keys of globex
            KeyList all = KeyList.all(page);
            assertThat(all.row("Key to globex")).isVisible();
            all.createButton().click();
            page.locator("#key-name").fill("Robot of globex");
            page.getByTestId("permissions-read-only").click();
            all.submit("create-key");
            String secret = all.copySecret();
            other.verify(secret, "?organization=globex").expect(200);
            other.verify(secret, "?organization=acme").expect(403);
            assertThat(all.row("Robot of globex")).isVisible();

            page.getByTestId("organization").selectOption("acme");
            assertThat(KeyList.own(page).row("Key to acme")).isVisible();
        }
    }

    @Test
    void explainsThatACallerCanCreateKeysButNotReadThem() {
        try (TestRealm other = realm.another()) {
            other.keys("PUT", "/resources/apiKeys")
                    .json(
                            "{\"name\":\"apiKeys\",\"actions\":[\"create\",\"read\",\"update\",\"delete\"],"
                                    + "\"roles\":{\"read\":[\"org-admin\"],\"update\":[\"org-admin\"],\"delete\":[\"org-admin\"]}}")
                    .expect(200);
            other.createUserKey("acme", "bob", "{}");
            AccountConsole console = AccountConsole.of(other, "bob", browser);
            console.menu("API keys").click();
            Page page = console.page();
            assertThat(KeyList.own(page).rows()).hasCount(1);
            KeyList all = KeyList.all(page);
            assertThat(all.list()).containsText("You do not have permission to view these keys");
            all.createButton().click();
            page.locator("#key-name").fill("Out of sight");
            page.getByTestId("permission-stats-read").check();
            all.submit("create-key");
            other.verify(all.copySecret(), "").expect(200);
            assertThat(all.list()).containsText("You do not have permission to view these keys");
            assertThat(all.rows()).hasCount(0);
        }
    }

    @Test
    void aMemberSetsOnlyTheAttributesThatTheRealmAllows() {
        try (TestRealm other = realm.another()) {
            Answer mine = other.createUserKey("acme", "bob");
            other.update(mine, "{\"attributes\":{\"plan\":[\"pro\"]}}");
            AccountConsole console = AccountConsole.of(other, "bob", browser);
            console.openApiKeys();
            Page page = console.page();
            KeyList own = KeyList.own(page);
            own.choose("Mine", "edit");
            assertThat(own.dialog("edit-key")).isVisible();
            assertThat(page.getByTestId("add-attribute")).isHidden();
            page.getByTestId("cancel").click();

            other.changeSettings(Map.of("memberAttributes", List.of("region")));
            page.reload();
            own.choose("Mine", "edit");
            page.getByTestId("add-attribute").click();
            page.locator("#key-attribute-0-name").selectOption("region");
            page.locator("#key-attribute-0-value").fill("eu");
            own.submit("edit-key");
            assertThat(own.dialog("edit-key")).isHidden();
            KeyPage key = KeyPage.from(own, "Mine");
            assertThat(key.details().getByTestId("attribute-label")).hasText(new String[] {"plan: pro", "region: eu"});
        }
    }

    private static void createKeyOfCarol(TestRealm realm, String organization, String name) {
        realm.keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"%s\"}"
                        .formatted(realm.organizationId(organization), realm.userId("carol"), name))
                .expect(201);
    }

    private static Page pageOf(String user) {
        AccountConsole console = AccountConsole.of(realm, user, browser);
        console.menu("API keys").click();
        return console.page();
    }
}
