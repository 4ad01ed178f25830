package io.orgkeys.keycloak.browser;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.LeakScanner;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests how an administrator manages the catalog and the settings of a realm. */
@InBrowser
class CatalogPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void createsAndEditsAResource() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        catalog.createButton().click();
        catalog.page().locator("#resource-name").fill("campaigns");
        catalog.page().locator("#resource-description").fill("Plan campaigns");
        catalog.page().locator("#action-create").check();
        catalog.add("action-own", "publish");
        catalog.add("roles-publish", "org-admin");
        catalog.add("roles-publish", "campaigns-api.editor");
        catalog.add("resource-audience", "shortlinks-api");
        catalog.submit("resource");
        assertThat(catalog.row("campaigns")).containsText("publish: campaigns-api.editor or org-admin");
        assertThat(resource("campaigns")).isEqualTo(Answer.parse("""
                {"name": "campaigns", "description": "Plan campaigns", "actions": ["create", "publish", "read"],
                 "roles": {"publish": ["campaigns-api.editor", "org-admin"]}, "audience": ["shortlinks-api"]}"""));

        catalog.choose("campaigns", "edit");
        // keys and clients refer to the resource by its name, so the name cannot change
        assertThat(catalog.page().locator("#resource-name")).isHidden();
        assertThat(catalog.page().locator("#resource-description")).hasValue("Plan campaigns");
        catalog.page().locator("#resource-description").fill("Plan and publish\ncampaigns");
        catalog.page().locator("#action-create").uncheck();
        catalog.page().locator("#action-delete").check();
        button(catalog.page(), "Remove org-admin").click();
        button(catalog.page(), "Remove shortlinks-api").click();
        catalog.submit("resource");
        assertThat(catalog.dialog("resource")).isHidden();
        assertThat(catalog.row("campaigns")).containsText("Plan and publish campaigns");
        assertThat(catalog.row("campaigns")).containsText("All clients");
        assertThat(resource("campaigns")).isEqualTo(Answer.parse("""
                {"name": "campaigns", "description": "Plan and publish campaigns",
                 "actions": ["delete", "publish", "read"],
                 "roles": {"publish": ["campaigns-api.editor"]}, "audience": []}"""));
    }

    @Test
    void savesACustomActionThatWasNotAddedAndWarnsOfAMissingRole() {
        realm.createResource("{\"name\":\"drafts\",\"actions\":[\"read\"]}");
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Page page = catalog.page();
        catalog.choose("drafts", "edit");
        page.locator("#action-own").fill("pub lish");
        page.locator("#resource-description").click();
        assertThat(page.getByTestId("blocked")).containsText("Custom action: Starts with a letter");
        assertThat(page.getByTestId("submit")).isDisabled();
        page.locator("#action-own").fill("publish");
        page.locator("#resource-description").click();
        assertThat(page.locator("#action-publish")).isChecked();

        catalog.add("roles-publish", "org-admin");
        catalog.add("roles-publish", "org-admn");
        assertThat(page.locator("#roles-publish-help")).containsText("The role org-admn does not exist");
        assertThat(page.locator("#roles-publish-help")).not().containsText("org-admin");
        page.locator("#action-own").fill("archive");
        catalog.submit("resource");
        assertThat(catalog.dialog("resource")).isHidden();
        assertThat(resource("drafts").get("actions")).isEqualTo(Answer.parse("[\"archive\", \"publish\", \"read\"]"));
    }

    @Test
    void asksForConfirmationBeforeEveryMemberCanManageKeys() {
        JsonNode before = resource("apiKeys");
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        catalog.choose("apiKeys", "edit");
        catalog.page().locator("#resource-description").fill("");
        // the first button "Remove org-admin" belongs to the first action, "create"
        catalog.page()
                .getByTestId("resource-dialog")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove org-admin"))
                .first()
                .click();
        catalog.submit("resource");
        assertThat(catalog.dialog("confirm")).containsText("every member of an organization can perform these actions");
        assertThat(catalog.dialog("confirm")).containsText("create");
        assertThat(catalog.dialog("confirm")).not().containsText("delete");
        catalog.page().getByTestId("cancel").click();
        assertThat(catalog.dialog("resource")).isVisible();
        assertThat(resource("apiKeys")).isEqualTo(before);

        catalog.submit("resource");
        catalog.submit("confirm");
        assertThat(catalog.dialog("confirm")).isHidden();
        assertThat(catalog.row("apiKeys")).isVisible();
        assertThat(resource("apiKeys").get("roles")).isEqualTo(Answer.parse("""
                {"delete": ["org-admin"], "read": ["org-admin"], "update": ["org-admin"]}"""));
        assertThat(resource("apiKeys").has("description")).isFalse();
        // every member can already create keys, so the page does not ask for confirmation again
        catalog.choose("apiKeys", "edit");
        catalog.page().locator("#resource-description").fill("Manage API keys");
        catalog.submit("resource");
        assertThat(catalog.dialog("resource")).isHidden();
        assertThat(resource("apiKeys").get("description").asText()).isEqualTo("Manage API keys");
        realm.keys("PUT", "/resources/apiKeys").json(before.toString()).expect(200);
    }

    @Test
    void suggestsTheClientsAndRolesOfTheRealm() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        catalog.choose("files", "edit");
        catalog.page().locator("#resource-audience").fill("shortlinks");
        option(catalog.page(), "shortlinks-api").click();
        catalog.page().locator("#roles-delete").fill("org-ad");
        option(catalog.page(), "org-admin").click();
        catalog.page().locator("#roles-read").fill("realm-management.view-ev");
        option(catalog.page(), "realm-management.view-events").click();
        catalog.submit("resource");
        assertThat(catalog.dialog("resource")).isHidden();
        assertThat(resource("files").get("audience")).isEqualTo(Answer.parse("[\"shortlinks-api\"]"));
        assertThat(resource("files").get("roles")).isEqualTo(Answer.parse("""
                        {"delete": ["org-admin"], "read": ["realm-management.view-events"]}"""));
    }

    @Test
    void showsAnErrorOfAResourceAtItsField() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator name = catalog.page().locator("#resource-name");
        Locator description = catalog.page().locator("#resource-description");
        catalog.createButton().click();
        // errors that the page itself detects
        name.fill("2nd");
        assertThat(name).hasAttribute("aria-invalid", "true");
        assertThat(catalog.page().locator("#resource-name-help")).containsText("Starts with a letter");
        name.fill("Stats");
        assertThat(catalog.page().locator("#resource-name-help")).containsText("The resource \"Stats\" already exists");
        assertThat(catalog.page().getByTestId("submit")).isDisabled();
        // an error that only the server detects
        name.fill("second");
        description.fill("Up 📈");
        catalog.submit("resource");
        assertThat(description).hasAttribute("aria-invalid", "true");
        assertThat(catalog.page().locator("#resource-description-help")).containsText("emoji");
        assertThat(name).hasValue("second");
        assertThat(description).hasValue("Up 📈");
        // the user can correct the description
        description.fill("Up");
        catalog.submit("resource");
        assertThat(catalog.row("second")).containsText("Up");
    }

    @Test
    void showsAConflictWhenTheResourceNameIsTaken() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        catalog.createButton().click();
        catalog.page().locator("#resource-name").fill("invoices");
        realm.createResource("{\"name\":\"invoices\",\"actions\":[\"read\"]}");
        catalog.submit("resource");
        assertThat(catalog.dialog("resource").getByTestId("problem")).containsText("\"invoices\" already");
        assertThat(catalog.page().locator("#resource-name")).hasValue("invoices");
    }

    @Test
    void deletesAResourceThatKeysUseAfterAWarning() {
        String reports = "{\"name\":\"reports\",\"description\":\"Monthly reports\",\"actions\":[\"read\"]}";
        realm.createResource(reports);
        String secret =
                realm.createBot("acme", "Reader", "{\"reports\":[\"read\"]}").text("secret");
        realm.verify(secret, "?permission=reports:read").expect(200);
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);

        catalog.choose("reports", "delete");
        assertThat(catalog.dialog("confirm"))
                .containsText("The permissions of this resource stop working immediately in all API keys");
        catalog.page().getByTestId("cancel").click();
        assertThat(catalog.row("reports")).isVisible();
        realm.verify(secret, "?permission=reports:read").expect(200);

        catalog.choose("reports", "delete");
        catalog.submit("confirm");
        assertThat(catalog.row("reports")).isHidden();
        realm.keys("GET", "/resources/reports").expect(404);
        realm.verify(secret, "?permission=reports:read").expect(403);

        // as the warning says, a new resource of the same name gives the keys their permissions back
        realm.createResource(reports);
        realm.verify(secret, "?permission=reports:read").expect(200);
    }

    @Test
    void findsResourcesByTheirDescription() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator search = catalog.list().getByTestId("search").locator("input");
        search.fill("CLICK DATA");
        search.press("Enter");
        assertThat(catalog.row("stats")).isVisible();
        assertThat(catalog.row("domains")).isHidden();
        search.fill("nowhere");
        search.press("Enter");
        assertThat(catalog.list().getByTestId("empty-state")).containsText("No search results");
        catalog.list().getByTestId("empty-action").click();
        assertThat(catalog.row("domains")).isVisible();
    }

    @Test
    void anEmptyCatalogExplainsItsPurpose() {
        try (TestRealm empty = realm.another()) {
            empty.emptyCatalog();
            CatalogPage catalog = CatalogPage.as(empty, "h0p-admin", browser);
            assertThat(catalog.list().getByTestId("empty-state"))
                    .containsText("defines the permissions API keys can have");
            catalog.createButton().click();
            catalog.page().locator("#resource-name").fill("first");
            catalog.submit("resource");
            assertThat(catalog.row("first")).isVisible();
            assertThat(catalog.list().getByTestId("empty-state")).isHidden();
        }
    }

    @Test
    void changesTheSettingsAndAppliesThemToNewKeys() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator settings = catalog.openSettings();
        Locator save = catalog.page().getByTestId("settings-save");
        assertThat(save).isDisabled();
        ObjectNode expected = (ObjectNode) settings();
        settings.locator("#settings-prefix").fill("acme");
        settings.locator("#settings-userKeysPerMember").fill("2");
        settings.locator("#settings-botKeysPerOrganization").fill("50");
        settings.locator("#settings-defaultLifetime-bot").selectOption("some");
        settings.locator("#settings-defaultLifetime-bot-amount").fill("36");
        settings.locator("#settings-defaultLifetime-bot-unit").selectOption("hour");
        settings.locator("#settings-maximumLifetime-bot").selectOption("some");
        settings.locator("#settings-maximumLifetime-bot-amount").fill("90");
        settings.locator("#settings-maximumGracePeriod").fill("2");
        settings.locator("#settings-importedPrefixes").fill("sk_live_");
        settings.locator("#settings-importedPrefixes").press("Enter");
        settings.locator("#settings-maximumIdleTime-user").selectOption("some");
        settings.locator("#settings-maximumIdleTime-user-amount").fill("45");
        settings.locator("#settings-expiryNotices").uncheck();
        settings.locator("#settings-networksRequired-user").check();
        settings.locator("#settings-leakedKeys").selectOption("delete");
        assertThat(settings.locator("#settings-leakedKeys-help")).containsText("cannot be undone");
        String pem = new LeakScanner("scanner:1").pem();
        addReporter(settings, 0, "scanner:1", pem);
        addReporter(settings, 1, "scanner:2", new LeakScanner("scanner:2").pem());
        settings.getByTestId("remove-reporter").last().click();
        assertThat(settings.getByTestId("add-reporter")).isFocused();
        save.click();
        assertThat(catalog.page().getByText("The settings have been saved.")).isVisible();
        assertThat(save).isDisabled();
        expected.setAll((ObjectNode) Answer.parse("""
                {"prefix": "acme", "userKeysPerMember": 2, "botKeysPerOrganization": 50,
                 "defaultLifetime": {"user": null, "bot": 129600}, "maximumLifetime": {"user": null, "bot": 7776000},
                 "maximumGracePeriod": 172800, "importedPrefixes": ["sk_live_"],
                 "maximumIdleTime": {"user": 3888000, "bot": null}, "expiryNotices": false,
                 "networksRequired": {"user": true, "bot": false}, "leakedKeys": "delete",
                 "leakReporters": [{"id": "scanner:1", "publicKey": "%s"}]}""".formatted(pem.replace("\n", "\\n"))));
        assertThat(settings()).isEqualTo(expected);
        assertThat(realm.createBot("acme", "Short-lived", "{}").text("secret")).startsWith("acme_bot_");

        // the page shows the stored values after a reload
        catalog.page().reload();
        assertThat(catalog.openSettings().locator("#settings-defaultLifetime-bot-amount"))
                .hasValue("36");
        settings.locator("#settings-defaultLifetime-bot").selectOption("none");
        settings.locator("#settings-maximumLifetime-bot").selectOption("none");
        assertThat(settings.locator("#settings-expiryNotices")).not().isChecked();
        assertThat(settings.locator("#settings-networksRequired-user")).isChecked();
        assertThat(settings.locator("#settings-leakedKeys")).hasValue("delete");
        assertThat(settings.locator("#settings-maximumIdleTime-user-amount")).hasValue("45");
        settings.locator("#settings-networksRequired-user").uncheck();
        settings.locator("#settings-leakedKeys").selectOption("disable");
        catalog.page().getByTestId("settings-save").click();
        assertThat(catalog.page().getByText("The settings have been saved.")).isVisible();
        assertThat(settings().at("/maximumLifetime/bot").isNull()).isTrue();
        assertThat(settings().at("/leakReporters/0/id").asText()).isEqualTo("scanner:1");
    }

    @Test
    void refusesASettingThatIsOutOfRangeAtItsField() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator settings = catalog.openSettings();
        JsonNode before = settings();
        Map<String, List<String>> wrong = Map.of(
                "prefix", List.of("Acme", "2 to 12 lower-case letters"),
                "userKeysPerMember", List.of("100001", "between 0 and 100,000"),
                "botKeysPerOrganization", List.of("-1", "between 0 and 100,000"),
                "maximumGracePeriod", List.of("366", "between 0 seconds and 365 days"));
        wrong.forEach((field, entered) -> {
            Locator input = settings.locator("#settings-" + field);
            String valid = input.inputValue();
            input.fill(entered.get(0));
            assertThat(input).hasAttribute("aria-invalid", "true");
            assertThat(settings.locator("#settings-" + field + "-help")).containsText(entered.get(1));
            assertThat(catalog.page().getByTestId("settings-save")).isDisabled();
            input.press("Enter");
            assertThat(input).hasValue(entered.get(0));
            input.fill(valid);
            assertThat(input).hasAttribute("aria-invalid", "false");
        });
        // a default lifetime that exceeds the maximum lifetime
        settings.locator("#settings-defaultLifetime-user").selectOption("some");
        settings.locator("#settings-maximumLifetime-user").selectOption("some");
        settings.locator("#settings-maximumLifetime-user-amount").fill("30");
        assertThat(settings.locator("#settings-defaultLifetime-user-amount")).hasAttribute("aria-invalid", "true");
        assertThat(settings.locator("#settings-defaultLifetime-user-help"))
                .containsText("Must not be longer than the maximum");
        settings.locator("#settings-importedPrefixes").fill("eyJhbGciOi");
        settings.locator("#settings-importedPrefixes").press("Enter");
        assertThat(settings.locator("#settings-importedPrefixes-help")).containsText("3 to 32 letters");
        settings.locator("#settings-maximumIdleTime-bot").selectOption("some");
        settings.locator("#settings-maximumIdleTime-bot-amount").fill("0");
        assertThat(settings.locator("#settings-maximumIdleTime-bot-help"))
                .containsText("between 1 day and 36,500 days");
        catalog.page().getByTestId("settings-revert").click();
        assertThat(settings.locator("#settings-defaultLifetime-user")).hasValue("none");
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void refusesAReporterWithAnInvalidPublicKey() {
        CatalogPage catalog = CatalogPage.as(realm, "h0p-admin", browser);
        Locator settings = catalog.openSettings();
        JsonNode before = settings();
        int index = before.get("leakReporters").size();
        settings.getByTestId("add-reporter").click();
        // what was not entered yet is not wrong
        for (String part : List.of("id", "publicKey")) {
            assertThat(settings.locator("#settings-leakReporters-" + index + "-" + part))
                    .hasAttribute("aria-invalid", "false");
        }
        assertThat(settings.locator("#settings-leakReporters-help")).containsText("a unique identifier");
        assertThat(settings.locator("#settings-leakReporters-help .pf-m-error")).isHidden();
        settings.getByTestId("remove-reporter").last().click();
        addReporter(settings, index, "not an id", "MFkw");
        for (String part : List.of("id", "publicKey")) {
            assertThat(settings.locator("#settings-leakReporters-" + index + "-" + part))
                    .hasAttribute("aria-invalid", "true");
        }
        assertThat(settings.locator("#settings-leakReporters-help")).containsText("a unique identifier");
        assertThat(catalog.page().getByTestId("settings-save")).isDisabled();

        // this text looks like a PEM file; only the server detects that it contains no public key
        settings.locator("#settings-leakReporters-" + index + "-id").fill("scanner:3");
        settings.locator("#settings-leakReporters-" + index + "-publicKey")
                .fill("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----");
        catalog.page().getByTestId("settings-save").click();
        assertThat(settings.locator("#settings-leakReporters-help")).containsText("on the curve P-256.");
        assertThat(settings.getByTestId("problem")).not().containsText("leakReporters");
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void aReadOnlyRealmAdministratorHasNoButtons() {
        LeakScanner scanner = new LeakScanner("scanner:seen").register(realm);
        realm.administrators().add("realm-viewer", "view-realm");
        CatalogPage catalog = CatalogPage.as(realm, "realm-viewer", browser);
        assertThat(catalog.row("domains")).containsText("delete: org-admin");
        assertThat(catalog.createButton()).isHidden();
        assertThat(catalog.row("domains").locator("button")).hasCount(0);
        Locator settings = catalog.openSettings();
        assertThat(settings.locator("#settings-prefix")).hasValue(Pattern.compile("h0p|acme"));
        assertThat(settings.locator("input:enabled, select:enabled, textarea, button"))
                .hasCount(0);
        assertThat(settings.getByText(scanner.id)).isVisible();
        assertThat(settings.locator("pre")).containsText("-----BEGIN PUBLIC KEY-----");
    }

    private static void addReporter(Locator settings, int index, String id, String pem) {
        settings.getByTestId("add-reporter").click();
        Locator input = settings.locator("#settings-leakReporters-" + index + "-id");
        assertThat(input).isFocused();
        input.fill(id);
        settings.locator("#settings-leakReporters-" + index + "-publicKey").fill(pem);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator option(Page page, String text) {
        return page.getByRole(
                AriaRole.OPTION, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    private static JsonNode resource(String name) {
        return realm.keys("GET", "/resources/" + name).expect(200).json();
    }

    private static JsonNode settings() {
        return realm.keys("GET", "/settings").expect(200).json();
    }
}
