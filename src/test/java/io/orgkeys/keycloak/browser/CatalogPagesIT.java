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

/** What administrators do with the catalogue and the settings of a realm. */
@InBrowser
class CatalogPagesIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @Test
    void aResourceIsCreatedAndChanged() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        catalogue.createButton().click();
        catalogue.page().locator("#resource-name").fill("campaigns");
        catalogue.page().locator("#resource-description").fill("Plan campaigns");
        catalogue.page().locator("#action-create").check();
        catalogue.add("action-own", "publish");
        catalogue.add("roles-publish", "org-admin");
        catalogue.add("roles-publish", "campaigns-api.editor");
        catalogue.add("resource-audience", "shortlinks-api");
        catalogue.submit("resource");
        assertThat(catalogue.row("campaigns")).containsText("publish: campaigns-api.editor or org-admin");
        assertThat(resource("campaigns")).isEqualTo(Answer.parse("""
                {"name": "campaigns", "description": "Plan campaigns", "actions": ["create", "publish", "read"],
                 "roles": {"publish": ["campaigns-api.editor", "org-admin"]}, "audience": ["shortlinks-api"]}"""));

        catalogue.choose("campaigns", "edit");
        // what keys and programs know it by stays
        assertThat(catalogue.page().locator("#resource-name")).isHidden();
        assertThat(catalogue.page().locator("#resource-description")).hasValue("Plan campaigns");
        catalogue.page().locator("#resource-description").fill("Plan and publish\ncampaigns");
        catalogue.page().locator("#action-create").uncheck();
        catalogue.page().locator("#action-delete").check();
        button(catalogue.page(), "Remove org-admin").click();
        button(catalogue.page(), "Remove shortlinks-api").click();
        catalogue.submit("resource");
        assertThat(catalogue.dialog("resource")).isHidden();
        assertThat(catalogue.row("campaigns")).containsText("Plan and publish campaigns");
        assertThat(catalogue.row("campaigns")).containsText("All clients");
        assertThat(resource("campaigns")).isEqualTo(Answer.parse("""
                {"name": "campaigns", "description": "Plan and publish campaigns",
                 "actions": ["delete", "publish", "read"],
                 "roles": {"publish": ["campaigns-api.editor"]}, "audience": []}"""));
    }

    @Test
    void openingTheManagementOfKeysToEveryMemberAsksFirst() {
        JsonNode before = resource("apiKeys");
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        catalogue.choose("apiKeys", "edit");
        catalogue.page().locator("#resource-description").fill("");
        // of the row of "create", the first of the actions
        catalogue
                .page()
                .getByTestId("resource-dialog")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove org-admin"))
                .first()
                .click();
        catalogue.submit("resource");
        assertThat(catalogue.dialog("confirm")).containsText("every member of an organization may do this");
        assertThat(catalogue.dialog("confirm")).containsText("create");
        assertThat(catalogue.dialog("confirm")).not().containsText("delete");
        catalogue.page().getByTestId("cancel").click();
        assertThat(catalogue.dialog("resource")).isVisible();
        assertThat(resource("apiKeys")).isEqualTo(before);

        catalogue.submit("resource");
        catalogue.submit("confirm");
        assertThat(catalogue.dialog("confirm")).isHidden();
        assertThat(catalogue.row("apiKeys")).isVisible();
        assertThat(resource("apiKeys").get("roles")).isEqualTo(Answer.parse("""
                {"delete": ["org-admin"], "read": ["org-admin"], "update": ["org-admin"]}"""));
        assertThat(resource("apiKeys").has("description")).isFalse();
        // as it is open already, nobody is asked again
        catalogue.choose("apiKeys", "edit");
        catalogue.page().locator("#resource-description").fill("Manage API keys");
        catalogue.submit("resource");
        assertThat(catalogue.dialog("resource")).isHidden();
        assertThat(resource("apiKeys").get("description").asText()).isEqualTo("Manage API keys");
        realm.keys("PUT", "/resources/apiKeys").json(before.toString()).expect(200);
    }

    @Test
    void whatThereIsInTheRealmIsSuggested() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        catalogue.choose("files", "edit");
        catalogue.page().locator("#resource-audience").fill("shortlinks");
        option(catalogue.page(), "shortlinks-api").click();
        catalogue.page().locator("#roles-delete").fill("org-ad");
        option(catalogue.page(), "org-admin").click();
        catalogue.page().locator("#roles-read").fill("realm-management.view-ev");
        option(catalogue.page(), "realm-management.view-events").click();
        catalogue.submit("resource");
        assertThat(catalogue.dialog("resource")).isHidden();
        assertThat(resource("files").get("audience")).isEqualTo(Answer.parse("[\"shortlinks-api\"]"));
        assertThat(resource("files").get("roles")).isEqualTo(Answer.parse("""
                        {"delete": ["org-admin"], "read": ["realm-management.view-events"]}"""));
    }

    @Test
    void whatIsWrongWithAResourceIsToldAtTheField() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Locator name = catalogue.page().locator("#resource-name");
        Locator description = catalogue.page().locator("#resource-description");
        catalogue.createButton().click();
        // what the page knows
        name.fill("2nd");
        assertThat(name).hasAttribute("aria-invalid", "true");
        assertThat(catalogue.page().locator("#resource-name-help")).containsText("Begins with a letter");
        name.fill("Stats");
        assertThat(catalogue.page().locator("#resource-name-help")).containsText("a resource \"Stats\" already");
        assertThat(catalogue.page().getByTestId("submit")).isDisabled();
        // what the server alone does
        name.fill("second");
        description.fill("Up 📈");
        catalogue.submit("resource");
        assertThat(description).hasAttribute("aria-invalid", "true");
        assertThat(catalogue.page().locator("#resource-description-help")).containsText("emoji");
        assertThat(name).hasValue("second");
        assertThat(description).hasValue("Up 📈");
        // and can be mended
        description.fill("Up");
        catalogue.submit("resource");
        assertThat(catalogue.row("second")).containsText("Up");
    }

    @Test
    void whoComesSecondWithTheSameNameIsTold() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        catalogue.createButton().click();
        catalogue.page().locator("#resource-name").fill("invoices");
        realm.createResource("{\"name\":\"invoices\",\"actions\":[\"read\"]}");
        catalogue.submit("resource");
        assertThat(catalogue.dialog("resource").getByTestId("problem")).containsText("\"invoices\" already");
        assertThat(catalogue.page().locator("#resource-name")).hasValue("invoices");
    }

    @Test
    void aResourceThatKeysUseIsDeletedAfterAWarning() {
        String reports = "{\"name\":\"reports\",\"description\":\"Monthly reports\",\"actions\":[\"read\"]}";
        realm.createResource(reports);
        String secret =
                realm.createBot("acme", "Reader", "{\"reports\":[\"read\"]}").text("secret");
        realm.verify(secret, "?permission=reports:read").expect(200);
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);

        catalogue.choose("reports", "delete");
        assertThat(catalogue.dialog("confirm")).containsText("All API keys lose the permissions");
        catalogue.page().getByTestId("cancel").click();
        assertThat(catalogue.row("reports")).isVisible();
        realm.verify(secret, "?permission=reports:read").expect(200);

        catalogue.choose("reports", "delete");
        catalogue.submit("confirm");
        assertThat(catalogue.row("reports")).isHidden();
        realm.keys("GET", "/resources/reports").expect(404);
        realm.verify(secret, "?permission=reports:read").expect(403);

        // as the warning says
        realm.createResource(reports);
        realm.verify(secret, "?permission=reports:read").expect(200);
    }

    @Test
    void resourcesAreFoundByTheirDescription() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Locator search = catalogue.list().getByTestId("search").locator("input");
        search.fill("CLICK DATA");
        search.press("Enter");
        assertThat(catalogue.row("stats")).isVisible();
        assertThat(catalogue.row("domains")).isHidden();
        search.fill("nowhere");
        search.press("Enter");
        assertThat(catalogue.list().getByTestId("empty-state")).containsText("No search results");
        catalogue.list().getByTestId("empty-action").click();
        assertThat(catalogue.row("domains")).isVisible();
    }

    @Test
    void anEmptyCatalogueSaysWhatItIsFor() {
        try (TestRealm empty = realm.another()) {
            empty.emptyCatalogue();
            CataloguePage catalogue = CataloguePage.as(empty, "h0p-admin", browser);
            assertThat(catalogue.list().getByTestId("empty-state")).containsText("what API keys can be permitted");
            catalogue.createButton().click();
            catalogue.page().locator("#resource-name").fill("first");
            catalogue.submit("resource");
            assertThat(catalogue.row("first")).isVisible();
            assertThat(catalogue.list().getByTestId("empty-state")).isHidden();
        }
    }

    @Test
    void theSettingsAreChangedAndHoldForNewKeys() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Locator settings = catalogue.openSettings();
        Locator save = catalogue.page().getByTestId("settings-save");
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
        assertThat(catalogue.page().getByText("The settings have been saved.")).isVisible();
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

        // what was stored is what one sees later
        catalogue.page().reload();
        assertThat(catalogue.openSettings().locator("#settings-defaultLifetime-bot-amount"))
                .hasValue("36");
        settings.locator("#settings-defaultLifetime-bot").selectOption("none");
        settings.locator("#settings-maximumLifetime-bot").selectOption("none");
        assertThat(settings.locator("#settings-expiryNotices")).not().isChecked();
        assertThat(settings.locator("#settings-networksRequired-user")).isChecked();
        assertThat(settings.locator("#settings-leakedKeys")).hasValue("delete");
        assertThat(settings.locator("#settings-maximumIdleTime-user-amount")).hasValue("45");
        settings.locator("#settings-networksRequired-user").uncheck();
        settings.locator("#settings-leakedKeys").selectOption("disable");
        catalogue.page().getByTestId("settings-save").click();
        assertThat(catalogue.page().getByText("The settings have been saved.")).isVisible();
        assertThat(settings().at("/maximumLifetime/bot").isNull()).isTrue();
        assertThat(settings().at("/leakReporters/0/id").asText()).isEqualTo("scanner:1");
    }

    @Test
    void aSettingThatIsOutOfRangeIsRefusedAtTheField() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Locator settings = catalogue.openSettings();
        JsonNode before = settings();
        Map<String, List<String>> wrong = Map.of(
                "prefix", List.of("Acme", "2 to 12 lower-case letters"),
                "userKeysPerMember", List.of("100001", "between 0 and 100,000"),
                "botKeysPerOrganization", List.of("-1", "between 0 and 100,000"),
                "maximumGracePeriod", List.of("366", "between 0 seconds and 365 days"));
        wrong.forEach((field, entered) -> {
            Locator input = settings.locator("#settings-" + field);
            String good = input.inputValue();
            input.fill(entered.get(0));
            assertThat(input).hasAttribute("aria-invalid", "true");
            assertThat(settings.locator("#settings-" + field + "-help")).containsText(entered.get(1));
            assertThat(catalogue.page().getByTestId("settings-save")).isDisabled();
            input.press("Enter");
            assertThat(input).hasValue(entered.get(0));
            input.fill(good);
            assertThat(input).hasAttribute("aria-invalid", "false");
        });
        // a default that is longer than the maximum
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
        catalogue.page().getByTestId("settings-revert").click();
        assertThat(settings.locator("#settings-defaultLifetime-user")).hasValue("none");
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void aReporterNeedsAKeyThatTheServerTakes() {
        CataloguePage catalogue = CataloguePage.as(realm, "h0p-admin", browser);
        Locator settings = catalogue.openSettings();
        JsonNode before = settings();
        int index = before.get("leakReporters").size();
        addReporter(settings, index, "not an id", "MFkw");
        for (String part : List.of("id", "publicKey")) {
            assertThat(settings.locator("#settings-leakReporters-" + index + "-" + part))
                    .hasAttribute("aria-invalid", "true");
        }
        assertThat(settings.locator("#settings-leakReporters-help")).containsText("an identifier of its own");
        assertThat(catalogue.page().getByTestId("settings-save")).isDisabled();

        // it looks like a key, and only the server knows that it is none
        settings.locator("#settings-leakReporters-" + index + "-id").fill("scanner:3");
        settings.locator("#settings-leakReporters-" + index + "-publicKey")
                .fill("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----");
        catalogue.page().getByTestId("settings-save").click();
        assertThat(settings.locator("#settings-leakReporters-help")).containsText("on the curve P-256.");
        assertThat(settings.getByTestId("problem")).not().containsText("leakReporters");
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void whoMayOnlyLookAtTheRealmHasNoButtons() {
        LeakScanner scanner = new LeakScanner("scanner:seen").register(realm);
        realm.administrators().add("realm-viewer", "view-realm");
        CataloguePage catalogue = CataloguePage.as(realm, "realm-viewer", browser);
        assertThat(catalogue.row("domains")).containsText("delete: org-admin");
        assertThat(catalogue.createButton()).isHidden();
        assertThat(catalogue.row("domains").locator("button")).hasCount(0);
        Locator settings = catalogue.openSettings();
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
