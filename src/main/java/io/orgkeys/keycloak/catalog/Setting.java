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
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import io.orgkeys.keycloak.secret.SecretDetector;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a realm for keys, declared as a JSON schema. The schema defines the validation, the stored property of
 * the realm component, the API description and the form field in the admin console.
 */
public class Setting {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final ObjectNode schema;
    private final FieldError rule;
    private final boolean shared;
    private final JsonNode byDefault;

    /**
     * Declares a setting.
     *
     * @param name the name in JSON and in the component. In JSON, a name with a dot is a member of an object: {@code
     *     lifetime.user} is {@code {"lifetime":{"user":60}}}.
     * @param schema the type, constraints, description and default; if it has no default, the default is null
     * @param rule the error of a value that violates a constraint of the schema
     * @param shared whether members and keys may read the setting
     */
    Setting(String name, ObjectNode schema, FieldError rule, boolean shared) {
        this.name = name;
        this.schema = schema;
        this.rule = rule;
        this.shared = shared;
        this.byDefault = schema.has("default") ? schema.get("default") : JSON.nullNode();
    }

    private static ObjectNode schema(String type, String help) {
        return JSON.objectNode().put("type", type).put("description", help);
    }

    /** Declares a string that matches a pattern. */
    static Setting text(String name, String pattern, FieldErrorCode rule, String byDefault, String help) {
        ObjectNode schema = schema("string", help).put("pattern", "^" + pattern + "$");
        return new Setting(name, schema.put("default", byDefault), new FieldError(name, rule), false);
    }

    /** Declares a choice between strings. The first one is the default. */
    static Setting choice(String name, List<String> values, String help) {
        ObjectNode schema = schema("string", help).put("default", values.get(0));
        values.forEach(schema.putArray("enum")::add);
        FieldError rule = new FieldError(name, FieldErrorCode.NOT_ALLOWED, String.join(", ", values));
        return new Setting(name, schema, rule, false);
    }

    static Setting flag(String name, boolean byDefault, String help) {
        FieldError rule = new FieldError(name, FieldErrorCode.NOT_BOOLEAN);
        return new Setting(name, schema("boolean", help).put("default", byDefault), rule, false);
    }

    /**
     * Declares a whole number within a range. If {@code byDefault} is null, the setting can be null, which means that
     * it has no value.
     */
    static Setting number(String name, long min, long max, @Nullable Long byDefault, String help) {
        return number(name, schema("integer", help), min, max, byDefault, FieldErrorCode.OUT_OF_RANGE);
    }

    /**
     * Declares a duration in whole seconds within a range. If {@code byDefault} is null, the setting can be null, which
     * means that it has no value.
     */
    static Setting seconds(String name, long min, long max, @Nullable Long byDefault, String help) {
        ObjectNode schema =
                schema("integer", help + ", in seconds").put("format", "int64").put("x-unit", "seconds");
        return number(name, schema, min, max, byDefault, FieldErrorCode.SECONDS_OUT_OF_RANGE);
    }

    private static Setting number(
            String name, ObjectNode schema, long min, long max, @Nullable Long byDefault, FieldErrorCode code) {
        schema.put("minimum", min).put("maximum", max);
        FieldError rule = new FieldError(name, code, min, max);
        if (byDefault == null) {
            schema.putArray("type").add("integer").add("null");
            schema.put("description", schema.get("description").asText() + "; null for none");
            return new Setting(name, schema, rule, false);
        }
        return new Setting(name, schema.put("default", byDefault), rule, false);
    }

    /**
     * Declares a set of strings that match a pattern. It is empty by default.
     *
     * @param rule the error of a value that violates a constraint
     * @param params the parameters of the rule
     */
    static Setting texts(String name, String pattern, int max, String help, FieldErrorCode rule, Object... params) {
        ObjectNode schema = list(max, help);
        schema.putObject("items").put("type", "string").put("pattern", "^" + pattern + "$");
        return new Setting(name, schema, new FieldError(name, rule, params), false);
    }

    static ObjectNode list(int max, String help) {
        ObjectNode schema = schema("array", help).put("maxItems", max);
        schema.putArray("default");
        return schema;
    }

    /** Returns a copy of this setting that members and keys may read, because they need the setting to create keys. */
    Setting shared() {
        return new Setting(name, schema, rule, true);
    }

    public boolean isShared() {
        return shared;
    }

    public String name() {
        return name;
    }

    /**
     * Returns the name of the JSON object that contains the setting, or an empty string for a setting at the top level.
     */
    public String group() {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    /** Returns the name within the {@link #group}. */
    public String member() {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Returns the JSON schema of the valid values, with the default unless the default is null. */
    public ObjectNode schema() {
        return schema.deepCopy();
    }

    private String type() {
        return schema.at("/type/0").asText(schema.path("type").asText());
    }

    /** Returns the error of a value that violates a constraint of the schema. */
    final FieldError rule() {
        return rule;
    }

    JsonNode byDefault() {
        return byDefault;
    }

    /** Whether a request can clear the setting with null. True for lists, and for settings that are null by default. */
    public boolean isClearable() {
        return byDefault.isArray() || byDefault.isNull();
    }

    /** Whether the value is valid. Adds an error if it is not. */
    boolean isValid(JsonNode value, FieldErrors errors) {
        if (value.isNull() && byDefault.isNull()) {
            return true;
        }
        boolean hasType = switch (type()) {
            case "integer" ->
                requireType(value.isIntegralNumber() && value.canConvertToLong(), FieldErrorCode.NOT_INTEGER, errors);
            case "boolean" -> requireType(value.isBoolean(), FieldErrorCode.NOT_BOOLEAN, errors);
            case "array" ->
                requireType(
                        value.isArray() && items(value).stream().allMatch(JsonNode::isTextual),
                        FieldErrorCode.NOT_TEXT_LIST,
                        errors);
            default -> requireType(value.isTextual(), FieldErrorCode.NOT_TEXT, errors);
        };
        return hasType
                && require(matches(schema, normalized(value)), rule, errors)
                && require(
                        store(value).stream()
                                .noneMatch(text -> SecretDetector.containsSecret(text, ImportedPrefixes.NONE)),
                        new FieldError(name, FieldErrorCode.CONTAINS_SECRET),
                        errors);
    }

    private boolean requireType(boolean condition, FieldErrorCode code, FieldErrors errors) {
        return require(condition, new FieldError(name, code), errors);
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

    /** Adds the error unless the condition holds, and returns the condition. */
    static boolean require(boolean condition, FieldError error, FieldErrors errors) {
        if (!condition) {
            errors.add(error);
        }
        return condition;
    }

    static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    /**
     * Returns a valid value in the form that is stored and sent in responses. Sorts a list and removes duplicates from
     * it.
     */
    JsonNode normalized(JsonNode value) {
        return value.isArray() ? load(store(value)) : value;
    }

    /** Converts a value to the strings that a component stores. Null becomes an empty list. */
    List<String> store(JsonNode value) {
        return value.isArray()
                ? items(value).stream().map(JsonNode::asText).toList()
                : value.isNull() ? List.of() : List.of(value.asText());
    }

    /**
     * Converts the strings of a component to a value. Text that does not match the type of the setting becomes a
     * string, which {@link #isValid} then refuses.
     */
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
                schema.path("description").asText() + ". " + rule.detail(),
                list ? ProviderConfigProperty.MULTIVALUED_STRING_TYPE : ProviderConfigProperty.STRING_TYPE,
                store(byDefault).stream().findFirst().orElse(null));
    }

    /** Returns the new value in the request, or a missing node if the request does not change the setting. */
    JsonNode newValue(ObjectNode request) {
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
