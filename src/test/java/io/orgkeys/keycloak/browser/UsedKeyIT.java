package io.orgkeys.keycloak.browser;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Checks how the pages show the usage of a key, and how they report changes that others make at the same time. */
@InBrowser
class UsedKeyIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void showsUsageAsBarsTextAndTable() {
        Answer key = realm.createBot("acme", "Counted");
        KeyList keys = keys();
        // shortly before midnight, the requests could fall on two days, and two days have a bar each
        keys.page().waitForCondition(() -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 59, 45)));
        for (int i = 0; i < 3; i++) {
            realm.verify(key.text("secret"), "?permission=stats:read").expect(200);
        }
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        keys.page()
                .waitForCondition(() -> realm.keys("GET", "/" + key.text("id") + "/usage")
                        .expect(200)
                        .body()
                        .contains("\"allowed\":3,\"refused\":1"));
        Locator details = KeyPage.from(keys, "Counted").content();
        String words = "3 allowed and 1 refused in the last 30 days";
        assertThat(details.getByTestId("usage-summary")).hasText(words);
        Locator chart = details.getByRole(
                AriaRole.IMG, new Locator.GetByRoleOptions().setName(words).setExact(true));
        // only one day has a bar, for three allowed requests and one refused request
        Locator allowed = chart.locator("rect.org-api-keys-allowed:not([height='0'])");
        Locator refused = chart.locator("rect.org-api-keys-refused:not([height='0'])");
        assertThat(allowed).hasCount(1);
        assertThat(refused).hasCount(1);
        double ratio = allowed.boundingBox().height / refused.boundingBox().height;
        assertThat(ratio).isBetween(2.8, 3.2);

        details.getByText("Show as a table").click();
        assertThat(details.getByTestId("usage-table").locator("td")).hasText(new Pattern[] {
            Pattern.compile(".+"),
            Pattern.compile("^3$"),
            Pattern.compile("^1$"),
            Pattern.compile("^Missing permission: 1$")
        });
    }

    @Test
    void warnsBeforeAKeyInUseIsDeleted() {
        Answer used = realm.createBot("acme", "In use");
        realm.createBot("acme", "Idle");
        realm.verify(used.text("secret"), "").expect(200);
        KeyList keys = keys();
        keys.page().waitForCondition(() -> realm.read(used).json().has("lastUsedAt"));
        keys.list().getByTestId("refresh").click();
        assertThat(keys.row("In use")).containsText(Pattern.compile("now|minutes? ago"));
        keys.choose("In use", "delete");
        assertThat(keys.dialog("delete").getByTestId("in-use"))
                .containsText(Pattern.compile("Last used .*Programs using it will stop working\\."));
        assertThat(keys.dialog("delete").getByTestId("key-identity"))
                .containsText(Pattern.compile(used.text("lastFour") + ".*Bot.*acme", Pattern.DOTALL));
        keys.page().getByTestId("cancel").click();
        keys.choose("Idle", "delete");
        assertThat(keys.dialog("delete")).containsText("cannot be undone");
        assertThat(keys.dialog("delete").getByTestId("in-use")).isHidden();
        keys.page().getByTestId("cancel").click();

        // a disabled key is not in use, although it was used just now
        keys.choose("In use", "disable");
        keys.submit("disable");
        assertThat(keys.row("In use")).containsText("Disabled");
        keys.choose("In use", "delete");
        assertThat(keys.dialog("delete").getByTestId("not-in-use")).containsText("its status is: Disabled");
        assertThat(keys.dialog("delete").getByTestId("in-use")).isHidden();
    }

    @Test
    void reportsConcurrentChangesAndKeepsTheUsersInput() {
        Answer key = realm.createBot("acme", "Contested");
        KeyList keys = keys();
        keys.choose("Contested", "edit");
        keys.page().locator("#key-name").fill("My name for it");
        realm.update(key, "{\"description\":\"What others wrote\",\"permissions\":{\"files\":[\"read\"]}}");
        keys.submit("edit-key");
        Locator dialog = keys.dialog("edit-key");
        assertThat(dialog.getByTestId("problem")).containsText("Someone else has changed this");
        assertThat(keys.page().locator("#key-name")).hasValue("My name for it");

        dialog.getByText("Load the current state", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog.getByTestId("problem")).isHidden();
        assertThat(keys.page().locator("#key-description")).hasValue("What others wrote");
        assertThat(keys.page().getByTestId("permission-files-read")).isChecked();
        assertThat(keys.page().getByTestId("permission-stats-read")).not().isChecked();
        assertThat(keys.page().locator("#key-name")).hasValue("My name for it");
        keys.submit("edit-key");
        assertThat(keys.row("My name for it")).containsText("files: read");
    }

    private static KeyList keys() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        console.openOrganization("acme", "api-keys");
        return KeyList.all(console.page());
    }
}
