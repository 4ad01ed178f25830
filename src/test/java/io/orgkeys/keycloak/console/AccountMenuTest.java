package io.orgkeys.keycloak.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccountMenuTest {

    private static final String UNDEFINED = """
            {"label":"orgApiKeysMenu","modulePath":"/a.js","path":"content/undefined","isVisible":"orgApiKeysNever"}""";

    private static final String OURS = """
            {"label":"orgApiKeysMenu","modulePath":"/a.js","path":"content/org-api-keys",
             "isVisible":"isViewOrganizationsEnabled","id":"content/:componentId"}""";

    private static final String OURS_WITHOUT_ID =
            OURS.replace(",\"id\":\"content/:componentId\"", "").strip();

    @Test
    void addsTheEntryAfterTheOrganizations() throws IOException {
        assertMenu("""
                [{"label":"a","path":""},{"label":"b","path":"organizations"},{"label":"c","path":"resources"}]""", """
                [%s,{"label":"a","path":""},{"label":"b","path":"organizations"},%s,{"label":"c","path":"resources"}]""".formatted(UNDEFINED, OURS));
    }

    @Test
    void addsTheEntryLastIfThereAreNoOrganizations() throws IOException {
        assertMenu("""
                [{"label":"a","path":"content/a","modulePath":"/x.js"},{"label":"b","path":"groups"}]""", """
                [%s,{"label":"a","path":"content/a","modulePath":"/x.js"},{"label":"b","path":"groups"},%s]""".formatted(UNDEFINED, OURS));
    }

    /**
     * Our path {@code content/org-api-keys} ends with {@code keys}, like the path of the theme's page. If our entry
     * came first, the console would show our page instead of the theme's page.
     */
    @Test
    void addsTheEntryAfterThePagesOfTheTheme() throws IOException {
        assertMenu("""
                [{"label":"a","path":"organizations"},{"label":"b","children":[{"path":"content/keys","modulePath":"/x.js"}]},
                 {"label":"c","path":"groups"}]""", """
                [%s,{"label":"a","path":"organizations"},{"label":"b","children":[{"path":"content/keys","modulePath":"/x.js"}]},
                 %s,{"label":"c","path":"groups"}]""".formatted(UNDEFINED, OURS));
    }

    /** The console fails to start if two menu entries have the same id. */
    @Test
    void leavesTheRouteToAPageOfTheTheme() throws IOException {
        assertMenu("""
                [{"label":"a","children":[{"id":"content/:componentId","path":"content/a","modulePath":"/x.js"}]}]""", """
                [{"label":"a","children":[{"id":"content/:componentId","path":"content/a","modulePath":"/x.js"}]},%s]""".formatted(OURS_WITHOUT_ID));
    }

    @Test
    void doesNotChangeWhatIsNoMenu() throws IOException {
        assertMenu("{\"entries\":[]}", "{\"entries\":[]}");
    }

    private static void assertMenu(String original, String expected) throws IOException {
        InputStream menu = new ByteArrayInputStream(original.getBytes(StandardCharsets.UTF_8));
        assertThat(json(AccountMenu.withApiKeysEntry(menu, "a.js").readAllBytes()))
                .isEqualTo(json(expected.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(byte[] text) throws IOException {
        return JsonSerialization.readValue(text, JsonNode.class);
    }
}
