package io.orgkeys.keycloak.openapi;

import java.util.function.Predicate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.Setting;

/** Creates the JSON schemas of the realm's settings from their declarations. */
final class SettingsSchema {

    private SettingsSchema() {}

    /** Returns the schema of all settings in responses. */
    static ObjectNode settings() {
        return response(setting -> true);
    }

    /** Returns the schema of the settings that members and keys can read. */
    static ObjectNode shared() {
        return response(Setting::isShared);
    }

    private static ObjectNode response(Predicate<Setting> shown) {
        ObjectNode schema = object();
        ApiKeySettings.ALL.stream().filter(shown).forEach(setting -> {
            if (!setting.group().isEmpty() && !schema.at("/properties").has(setting.group())) {
                schema.withArrayProperty("required").add(setting.group());
            }
            parent(schema, setting).withArrayProperty("required").add(setting.member());
            properties(parent(schema, setting)).set(setting.member(), setting.schema());
        });
        return schema;
    }

    /**
     * Returns the schema of an update. Each setting may be missing, and null clears an optional setting. No property
     * has a default, because a generated client would send the default.
     */
    static ObjectNode update() {
        ObjectNode schema = object();
        for (Setting setting : ApiKeySettings.ALL) {
            ObjectNode value = setting.schema();
            value.remove("default");
            String type = value.path("type").asText();
            if (setting.isClearable() && !type.isEmpty()) {
                value.putArray("type").add(type).add("null");
            }
            properties(parent(schema, setting)).set(setting.member(), value);
        }
        return schema;
    }

    /** Returns the schema of the object that contains the setting. */
    private static ObjectNode parent(ObjectNode schema, Setting setting) {
        if (setting.group().isEmpty()) {
            return schema;
        }
        if (!properties(schema).has(setting.group())) {
            properties(schema).set(setting.group(), object());
        }
        return properties(schema).withObjectProperty(setting.group());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "object")
                .put("additionalProperties", false)
                .set("properties", JsonNodeFactory.instance.objectNode());
    }

    private static ObjectNode properties(ObjectNode schema) {
        return schema.withObjectProperty("properties");
    }
}
