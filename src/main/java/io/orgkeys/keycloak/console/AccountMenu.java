package io.orgkeys.keycloak.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds our page to the account console's menu, {@code content.json}. */
final class AccountMenu {

    private static final String ORGANIZATIONS = "organizations";

    private AccountMenu() {}

    /**
     * Adds our entry after that of the organizations, or else at the end. Anything but a JSON array stays as it is.
     *
     * @param module the path of the page's script below the theme's resources
     */
    static InputStream withOurs(InputStream menu, String module) throws IOException {
        byte[] original = menu.readAllBytes();
        JsonNode json = JsonSerialization.readValue(original, JsonNode.class);
        if (!(json instanceof ArrayNode entries)) {
            return new ByteArrayInputStream(original);
        }
        int place = entries.size();
        for (int i = 0; i < entries.size(); i++) {
            if (ORGANIZATIONS.equals(entries.get(i).path("path").asText())) {
                place = i + 1;
            }
        }
        ObjectNode entry = entry(module).put("id", "content/:componentId").put("path", "content/org-api-keys");
        entries.insert(place, entry.put("isVisible", "isViewOrganizationsEnabled"));
        // The console of 26.7 routes to the path instead of the id, so it looks for the component "undefined", and its
        // search
        // ends at the first entry with children (keycloak/keycloak#41433). So the first entry is ours, under that name.
        // No
        // feature has the name in isVisible, so no menu shows it.
        entries.insert(0, entry(module).put("path", "content/undefined").put("isVisible", "orgApiKeysNever"));
        return new ByteArrayInputStream(JsonSerialization.writeValueAsBytes(entries));
    }

    private static ObjectNode entry(String module) {
        return JsonSerialization.mapper
                .createObjectNode()
                .put("label", "orgApiKeysMenu")
                .put("modulePath", "/" + module);
    }
}
