package io.orgkeys.keycloak.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds our page to the menu of the account console, {@code content.json}. */
final class AccountMenu {

    private static final String ORGANIZATIONS = "organizations";

    /** The console's route for the pages of themes. */
    private static final String ROUTE = "content/:componentId";

    private AccountMenu() {}

    /**
     * Adds our entry after the entry of the organizations, or at the end if the menu has no such entry. Returns the
     * menu unchanged if it is not a JSON array.
     *
     * @param module the path of the page's script, relative to the resources of the theme
     */
    static InputStream withApiKeysEntry(InputStream menu, String module) throws IOException {
        byte[] original = menu.readAllBytes();
        JsonNode json = JsonSerialization.readValue(original, JsonNode.class);
        if (!(json instanceof ArrayNode entries)) {
            return new ByteArrayInputStream(original);
        }
        boolean isRouteTaken = entries.findValuesAsText("id").contains(ROUTE);
        ObjectNode entry = entry(module).put("path", "content/org-api-keys");
        entries.insert(position(entries), entry.put("isVisible", "isViewOrganizationsEnabled"));
        // Workaround for keycloak/keycloak#41433, which Keycloak 26.8 fixes: the account console of Keycloak 26.7 uses
        // the path of an entry as its route, instead of the id. This route has no parameter componentId, so the console
        // searches the menu for a path that ends with "undefined". The search ends at the first entry that has
        // children. So we also insert an entry with such a path at the beginning. The
        // menu does not show this entry, because no feature has the name in its property isVisible. If a page of the
        // theme has the id, a second entry with it would break the console: then themes/src/fresh.ts shows our page.
        if (!isRouteTaken) {
            entry.put("id", ROUTE);
            entries.insert(0, entry(module).put("path", "content/undefined").put("isVisible", "orgApiKeysNever"));
        }
        return new ByteArrayInputStream(JsonSerialization.writeValueAsBytes(entries));
    }

    /**
     * Returns the place of our entry. It comes after all pages of the theme, because the console takes the first page
     * whose path ends as the address does: it would show our page for {@code content/keys}.
     */
    private static int position(ArrayNode entries) {
        int position = -1;
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            if (ORGANIZATIONS.equals(entry.path("path").asText())
                    || (position >= 0 && entry.findValue("modulePath") != null)) {
                position = i;
            }
        }
        return position < 0 ? entries.size() : position + 1;
    }

    private static ObjectNode entry(String module) {
        return JsonSerialization.mapper
                .createObjectNode()
                .put("label", "orgApiKeysMenu")
                .put("modulePath", "/" + module);
    }
}
