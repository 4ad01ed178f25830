package io.orgkeys.keycloak.browser;

import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** What members do with keys in the account console. */
@Tag("browser")
class AccountKeyPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aMemberHasTheOwnKeyAndSeesNoOther() {
        realm.createBot("acme", "Not for Bob", "{}");
        Page page = pageOf("bob");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("My laptop");
        page.getByTestId("permission-stats-read").check();
        own.submit("create-key");
        String secret = own.copySecret();
        realm.verify(secret, "?permission=stats:read").expect(200);
        assertThat(own.row("My laptop")).isVisible();
        // one each is the limit
        assertThat(own.createButton()).isHidden();
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
    void anAdministratorOfTheOrganizationSeesAllAndManagesBots() {
        realm.createUserKey("acme", "carol", "{\"stats\":[\"read\"]}");
        Page page = pageOf("alice");
        KeyList all = KeyList.all(page);
        assertThat(all.row("carol")).isVisible();
        // the secret is for the owner alone
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
    void whoIsMemberOfNothingIsToldSo() {
        assertThat(pageOf("erin").getByTestId("empty-state")).containsText("You are not a member of an organization");
    }

    private static Page pageOf(String user) {
        AccountConsole console = AccountConsole.of(realm, user, browser);
        console.menu("API keys").click();
        return console.page();
    }
}
