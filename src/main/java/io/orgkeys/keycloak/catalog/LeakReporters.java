package io.orgkeys.keycloak.catalog;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;

/**
 * The setting that lists {@link LeakReporter}s. A component stores each reporter as its id, a space and its public key.
 */
final class LeakReporters extends Setting {

    private static final int MAX_REPORTERS = 20;
    private static final char SEPARATOR = ' ';
    private static final String ID = "id";
    private static final String PUBLIC_KEY = "publicKey";

    LeakReporters(String name, String help) {
        super(
                name,
                described(help),
                new FieldError(name, FieldErrorCode.INVALID_REPORTERS, MAX_REPORTERS, LeakReporter.MAX_ID_LENGTH),
                false);
    }

    private static ObjectNode described(String help) {
        ObjectNode schema = list(MAX_REPORTERS, help);
        ObjectNode reporter = schema.putObject("items").put("type", "object").put("additionalProperties", false);
        reporter.putArray("required").add(ID).add(PUBLIC_KEY);
        ObjectNode members = reporter.putObject("properties");
        members.putObject(ID)
                .put("type", "string")
                .put("pattern", "^" + LeakReporter.ID + "$")
                .put("description", "The id of the key, as in the header Github-Public-Key-Identifier");
        members.putObject(PUBLIC_KEY)
                .put("type", "string")
                .put("pattern", "^\\s*" + LeakReporter.PEM + "\\s*$")
                .put("description", "An EC public key on the curve P-256, in PEM");
        return schema;
    }

    static List<LeakReporter> reporters(JsonNode value) {
        return items(value).stream()
                .map(json -> new LeakReporter(
                        json.path(ID).asText(),
                        LeakReporter.ofPem(json.path(PUBLIC_KEY).asText()).orElse("")))
                .toList();
    }

    private static ArrayNode json(List<LeakReporter> reporters) {
        ArrayNode json = JSON.arrayNode();
        reporters.forEach(reporter -> json.addObject().put(ID, reporter.id()).put(PUBLIC_KEY, reporter.pem()));
        return json;
    }

    @Override
    boolean isValid(JsonNode value, FieldErrors errors) {
        if (!require(
                value.isArray()
                        && value.size() <= MAX_REPORTERS
                        && items(value).stream().allMatch(JsonNode::isObject),
                new FieldError(name(), FieldErrorCode.NOT_OBJECT_LIST, MAX_REPORTERS),
                errors)) {
            return false;
        }
        value.forEach(reporter -> checkMembers(reporter, errors));
        List<LeakReporter> reporters = reporters(value);
        return require(
                reporters.stream().map(LeakReporter::id).distinct().count() == reporters.size()
                        && reporters.stream().allMatch(LeakReporter::isValid),
                rule(),
                errors);
    }

    private void checkMembers(JsonNode reporter, FieldErrors errors) {
        require(reporter.hasNonNull(ID), new FieldError(name() + "." + ID, FieldErrorCode.REQUIRED), errors);
        reporter.properties().forEach(member -> {
            String key = member.getKey();
            boolean known = key.equals(ID) || key.equals(PUBLIC_KEY);
            require(known, new FieldError(name() + "." + FieldError.shown(key), FieldErrorCode.UNKNOWN_FIELD), errors);
            boolean text = member.getValue().isTextual() || member.getValue().isNull();
            require(
                    !known || text,
                    new FieldError(name() + "." + FieldError.shown(key), FieldErrorCode.NOT_TEXT),
                    errors);
        });
    }

    @Override
    JsonNode normalized(JsonNode value) {
        return json(reporters(value));
    }

    @Override
    List<String> store(JsonNode value) {
        return reporters(value).stream()
                .map(reporter -> reporter.id() + SEPARATOR + reporter.publicKey())
                .toList();
    }

    @Override
    JsonNode load(List<String> stored) {
        return json(stored.stream()
                .map(text -> (text + SEPARATOR).split(String.valueOf(SEPARATOR), 2))
                .map(parts -> new LeakReporter(parts[0], parts[1].strip()))
                .toList());
    }
}
