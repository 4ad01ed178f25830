package io.orgkeys.keycloak.catalog;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import org.keycloak.provider.ProviderConfigProperty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a realm for keys, declared as a JSON schema. The validation, the property and the texts of the realm component, the
 * API description and the field in the admin console follow from the schema.
 */
public class Setting {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final ObjectNode schema;
    private final String rule;
    private final boolean shared;
    private final JsonNode byDefault;

    /**
     * Declares a setting.
     *
     * @param name in JSON and in the component. A name with a dot is a member of an object in JSON: {@code {"lifetime":{"user":60}}}.
     * @param schema with the type, the rules, the description and, unless it is null, the default
     * @param rule the error of a value that breaks a rule of the schema
     * @param shared whether members and keys may read it
     */
    Setting(String name, ObjectNode schema, String rule, boolean shared) {
        this.name = name;
        this.schema = schema;
        this.rule = rule;
        this.shared = shared;
        this.byDefault = schema.has("default") ? schema.get("default") : JSON.nullNode();
    }

    private static ObjectNode schema(String type, String help) {
        return JSON.objectNode().put("type", type).put("description", help);
    }

    /** A string that matches a pattern. */
    static Setting text(String name, String pattern, String rule, String byDefault, String help) {
        ObjectNode schema = schema("string", help).put("pattern", "^" + pattern + "$");
        return new Setting(name, schema.put("default", byDefault), rule, false);
    }

    /** One of some strings, by default the first. */
    static Setting choice(String name, List<String> values, String help) {
        ObjectNode schema = schema("string", help).put("default", values.get(0));
        values.forEach(schema.putArray("enum")::add);
        return new Setting(name, schema, "Must be \"" + String.join("\" or \"", values) + "\".", false);
    }

    static Setting flag(String name, boolean byDefault, String help) {
        return new Setting(name, schema("boolean", help).put("default", byDefault), "", false);
    }

    /** A whole number within a range; null when it has no default, which means none. */
    static Setting number(String name, long least, long most, @Nullable Long byDefault, String help) {
        return number(name, schema("integer", help), least, most, byDefault, "");
    }

    /** A duration in whole seconds within a range; null when it has no default, which means none. */
    static Setting seconds(String name, long least, long most, @Nullable Long byDefault, String help) {
        ObjectNode schema =
                schema("integer", help + ", in seconds").put("format", "int64").put("x-unit", "seconds");
        return number(name, schema, least, most, byDefault, " seconds");
    }

    private static Setting number(
            String name, ObjectNode schema, long least, long most, @Nullable Long byDefault, String unit) {
        schema.put("minimum", least).put("maximum", most);
        String rule = "Must be between " + least + " and " + most + unit;
        if (byDefault == null) {
            schema.putArray("type").add("integer").add("null");
            schema.put("description", schema.get("description").asText() + "; null for none");
            return new Setting(name, schema, rule + ", or null for none.", false);
        }
        return new Setting(name, schema.put("default", byDefault), rule + ".", false);
    }

    /** Different strings that each match a pattern; none by default. */
    static Setting texts(String name, String pattern, int most, String rule, String help) {
        ObjectNode schema = list(most, help);
        schema.putObject("items").put("type", "string").put("pattern", "^" + pattern + "$");
        return new Setting(name, schema, rule, false);
    }

    static ObjectNode list(int most, String help) {
        ObjectNode schema = schema("array", help).put("maxItems", most);
        schema.putArray("default");
        return schema;
    }

    /** The same setting, which members and keys may read: they need it to fill in a key. */
    Setting shared() {
        return new Setting(name, schema, rule, true);
    }

    public boolean isShared() {
        return shared;
    }

    public String name() {
        return name;
    }

    /** The JSON object that the setting is a member of; empty when it is not part of one. */
    public String group() {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    /** The name within the {@link #group}. */
    public String member() {
        return name.substring(name.indexOf('.') + 1);
    }

    /** The JSON schema of the valid values, with the default unless that is null. */
    public ObjectNode schema() {
        return schema.deepCopy();
    }

    private String type() {
        return schema.at("/type/0").asText(schema.path("type").asText());
    }

    JsonNode byDefault() {
        return byDefault;
    }

    /** Whether null clears the setting: it is a list, or has no value by default. */
    public boolean isClearable() {
        return byDefault.isArray() || byDefault.isNull();
    }

    /** Whether the value is valid; notes errors when it is not. */
    boolean isValid(JsonNode value, FieldErrors errors) {
        if (value.isNull() && byDefault.isNull()) {
            return true;
        }
        String otherType = switch (type()) {
            case "integer" -> value.isIntegralNumber() && value.canConvertToLong() ? "" : "Must be a whole number.";
            case "boolean" -> value.isBoolean() ? "" : "Must be true or false.";
            case "array" ->
                value.isArray() && items(value).stream().allMatch(JsonNode::isTextual)
                        ? ""
                        : "Must be a list of strings, such as [\"read\"].";
            default -> value.isTextual() ? "" : "Must be a string.";
        };
        return require(otherType.isEmpty(), name, otherType, errors)
                && require(matches(schema, normalized(value)), name, rule, errors);
    }

    private static boolean matches(JsonNode schema, JsonNode value) {
        return (!schema.has("minimum")
                        || value.longValue() >= schema.get("minimum").longValue())
                && (!schema.has("maximum")
                        || value.longValue() <= schema.get("maximum").longValue())
                && (!schema.has("pattern")
                        || value.asText().matches(schema.get("pattern").textValue()))
                && (!schema.has("enum") || items(schema.get("enum")).contains(value))
                && (!schema.has("maxItems")
                        || value.size() <= schema.get("maxItems").intValue())
                && items(value).stream().allMatch(item -> matches(schema.path("items"), item));
    }

    /** Notes the error unless the condition holds, and returns the condition. */
    static boolean require(boolean condition, String field, String error, FieldErrors errors) {
        if (!condition) {
            errors.add(field, error);
        }
        return condition;
    }

    static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    /** The form in which a valid value is kept and answered: strings sorted, and each once. */
    JsonNode normalized(JsonNode value) {
        return value.isArray() ? load(store(value)) : value;
    }

    /** The texts of a component for a value; none for null. */
    List<String> store(JsonNode value) {
        return value.isArray()
                ? items(value).stream().map(JsonNode::asText).toList()
                : value.isNull() ? List.of() : List.of(value.asText());
    }

    /** The value for the texts of a component, at least one; a string when they are no value of this type. */
    JsonNode load(List<String> stored) {
        String text = stored.isEmpty() ? "" : stored.get(0);
        if (type().equals("array")) {
            ArrayNode list = JSON.arrayNode();
            new TreeSet<>(stored).forEach(list::add);
            return list;
        }
        if (type().equals("integer") && text.matches("\\d{1,18}")) {
            return JSON.numberNode(Long.parseLong(text));
        }
        return type().equals("boolean") && text.matches("true|false")
                ? JSON.booleanNode(text.equals("true"))
                : JSON.textNode(text);
    }

    ProviderConfigProperty property() {
        boolean list = type().equals("array");
        return new ProviderConfigProperty(
                name,
                name,
                schema.path("description").asText() + ". " + rule,
                list ? ProviderConfigProperty.MULTIVALUED_STRING_TYPE : ProviderConfigProperty.STRING_TYPE,
                store(byDefault).stream().findFirst().orElse(null));
    }

    /** The value that a request sends; missing when the request leaves the setting as it is. */
    JsonNode sentIn(ObjectNode request) {
        if (group().isEmpty()) {
            JsonNode sent = request.path(name);
            return !sent.isNull() ? sent : isClearable() ? byDefault : MissingNode.getInstance();
        }
        JsonNode group = request.path(group());
        return group.isNull() ? byDefault : group.path(member());
    }

    void write(JsonNode value, ObjectNode answer) {
        ObjectNode parent = group().isEmpty() ? answer : answer.withObjectProperty(group());
        parent.set(member(), value.deepCopy());
    }
}
