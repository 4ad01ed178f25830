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
        // the path of a menu entry as the route of its page, instead of the id of the entry. This route has no
        // parameter componentId, so the console searches the menu for a path that ends with "undefined". The search
        // ends at the first entry that has children. So we also insert an entry whose path ends with "undefined" at the
        // beginning of the menu. The menu does not show this entry, because its property isVisible names a feature that
        // does not exist. If the menu of the theme already has an entry with the id of this route, a second one would
        // break the console. In this case, we do not use the workaround, and themes/src/fresh.ts shows our page.
        if (!isRouteTaken) {
            entry.put("id", ROUTE);
            entries.insert(0, entry(module).put("path", "content/undefined").put("isVisible", "orgApiKeysNever"));
        }
        return new ByteArrayInputStream(JsonSerialization.writeValueAsBytes(entries));
    }

    /**
     * Returns the index of our entry in the menu. Our entry must come after the entries of the theme's own pages. The
     * console shows the first page whose path ends with the last part of the address. The path of our page ends with
     * {@code keys}, so the console could otherwise show our page instead of a theme's page {@code content/keys}.
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
