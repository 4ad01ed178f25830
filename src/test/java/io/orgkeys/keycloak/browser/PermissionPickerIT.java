package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Selects permissions in a catalog of more than thirty resources. */
@InBrowser
@SuppressWarnings("NullAway.Init") // openDialog() sets the fields before each test
class PermissionPickerIT {

    private static final int MAX_CLICKS = 9;

    private static final int MAX_TAB_STOPS = 25;

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    private KeyList keys;
    private Page page;
    private int clicks;

    @BeforeAll
    static void createResources() {
        for (String api : List.of("billing", "mail", "devices", "search", "audit")) {
            for (int i = 1; i <= 6; i++) {
                realm.createResource("""
                        {"name": "%s.part%d", "description": "%s",
                         "actions": ["create", "read", "update", "delete", "%s-%d"]}""".formatted(
                        api, i, i == 1 ? "A long description. ".repeat(24).trim() : "Part " + i, api, i));
            }
        }
        realm.createBot("acme", "Model", "{\"billing.part2\":[\"read\",\"delete\"],\"stats\":[\"read\"]}");
    }

    @BeforeEach
    void openList() {
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", browser);
        page = console.page();
        page.setViewportSize(1280, 900);
        console.openOrganization("acme", "api-keys");
        keys = KeyList.all(page);
        assertThat(keys.row("Model")).isVisible();
        clicks = 0;
    }

    @Test
    void aBotKeyWithThreePermissionsTakesFewClicksAndNoScrolling() {
        click(keys.createButton());
        click(page.locator("#key-type-bot"));
        click(page.locator("#key-name"));
        page.keyboard().type("Few clicks");
        click(search());
        page.keyboard().type("part3");
        click(permission("billing.part3", "read"));
        click(permission("mail.part3", "create"));
        click(permission("devices.part3", "delete"));
        assertThat(page.getByTestId("permissions-count")).hasText("3 selected");
        assertThat((Number) page.locator(".pf-v5-c-modal-box__body").evaluate("body => body.scrollTop"))
                .isEqualTo(0);
        click(page.getByTestId("submit"));
        String secret = keys.copySecret();
        for (String permission : List.of("billing.part3:read", "mail.part3:create", "devices.part3:delete")) {
            realm.verify(secret, "?permission=" + permission).expect(200);
        }
        assertThat(clicks).isLessThanOrEqualTo(MAX_CLICKS);
    }

    @Test
    void aBotKeyWithThreePermissionsTakesFewTabStops() {
        keys.createButton().focus();
        Keyboard keyboard = page.keyboard();
        keyboard.press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        int stops = tabTo(page.locator("#key-type-user"));
        keyboard.press("ArrowDown");
        stops += tabTo(page.locator("#key-name"));
        keyboard.type("Few stops");
        stops += tabTo(search());
        keyboard.type("part5");
        // the arrows lead from the search to the permissions, and between them
        assertThat(permission("stats", "read")).isHidden();
        keyboard.press("ArrowDown");
        assertThat(permission("audit.part5", "create")).isFocused();
        keyboard.press("Space");
        keyboard.press("ArrowRight");
        keyboard.press("ArrowDown");
        assertThat(permission("billing.part5", "read")).isFocused();
        keyboard.press("Space");
        keyboard.press("ArrowDown");
        keyboard.press("Space");
        assertThat(permission("devices.part5", "read")).isChecked();
        assertThat(page.getByTestId("permissions-count")).hasText("3 selected");
        stops += tabTo(page.getByTestId("submit"));
        keyboard.press("Enter");
        realm.verify(keys.copySecret(), "?permission=billing.part5:read").expect(200);
        assertThat(stops).isLessThanOrEqualTo(MAX_TAB_STOPS);
    }

    @Test
    void searchesGroupsAndLevels() {
        openCreateDialog();
        Locator billing = page.getByTestId("permission-group-billing");
        assertThat(billing).hasText("billing (0 of 30 selected)");
        assertThat(permission("billing.part1", "read")).isHidden();
        assertThat(permission("stats", "read")).isVisible();
        billing.click();
        level("billing.part1").selectOption("write");
        assertThat(permission("billing.part1", "create")).isChecked();
        assertThat(permission("billing.part1", "read")).isChecked();
        assertThat(permission("billing.part1", "update")).isChecked();
        assertThat(permission("billing.part1", "delete")).not().isChecked();
        permission("billing.part1", "read").uncheck();
        assertThat(level("billing.part1")).hasValue("custom");
        assertThat(billing).hasText("billing (2 of 30 selected)");
        Axe.assertAccessible(keys.dialog("create-key"));

        // the buttons for all permissions apply to the resources that are visible
        search().fill("mail.part2");
        page.getByTestId("permissions-all").click();
        assertThat(page.getByTestId("permissions-count")).hasText("7 selected");
        // Escape clears the search, and the dialog stays open
        search().press("Escape");
        assertThat(search()).hasValue("");
        page.getByTestId("permissions-selected").click();
        assertThat(page.locator("[data-testid^='permission-level-']")).hasCount(2);
        page.getByTestId("permissions-none").click();
        assertThat(page.getByTestId("permissions-count")).hasText("0 selected");
        search().fill("nowhere");
        assertThat(page.getByTestId("permission-matrix")).containsText("No resource matches");
    }

    @Test
    void copiesThePermissionsOfAnotherKey() {
        openCreateDialog();
        page.getByTestId("copy-permissions").click();
        page.locator("#copy-permissions-from").fill("mod");
        page.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("Model"))
                .click();
        assertThat(page.getByTestId("copied-permissions")).hasText("Copied the permissions of Model.");
        assertThat(page.getByTestId("copy-permissions")).isFocused();
        assertThat(page.getByTestId("permissions-count")).hasText("3 selected");
        page.getByTestId("permission-group-billing").click();
        assertThat(permission("billing.part2", "delete")).isChecked();
        assertThat(permission("stats", "read")).isChecked();
    }

    @Test
    void manyAddedPermissionsAreCollapsed() {
        keys.choose("Model", "edit");
        page.getByTestId("permissions-all").click();
        Locator added = page.getByTestId("widens");
        assertThat(added.getByRole(AriaRole.LISTITEM)).hasCount(11);
        Locator more = added.getByRole(AriaRole.BUTTON);
        assertThat(more).hasText(Pattern.compile("\\d+ more"));
        more.click();
        assertThat(added).containsText("search.part6: create, read, update, delete, search-6");
        Axe.assertAccessible(added);
    }

    private void openCreateDialog() {
        keys.createButton().click();
        page.locator("#key-type-bot").check();
        assertThat(keys.dialog("create-key")).isVisible();
    }

    private Locator permission(String resource, String action) {
        return page.getByTestId("permission-" + resource + "-" + action);
    }

    private Locator level(String resource) {
        return page.getByTestId("permission-level-" + resource);
    }

    private Locator search() {
        return page.getByTestId("permissions-search").locator("input");
    }

    /** Clicks what is visible without scrolling. */
    private void click(Locator target) {
        assertThat(target).isInViewport();
        target.click();
        clicks++;
    }

    private int tabTo(Locator target) {
        for (int stops = 1; stops <= MAX_TAB_STOPS; stops++) {
            page.keyboard().press("Tab");
            if ((Boolean) target.evaluate("element => element === document.activeElement")) {
                return stops;
            }
        }
        throw new AssertionError("Tab does not lead to " + target);
    }
}
