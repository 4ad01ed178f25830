package io.orgkeys.keycloak.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.openapi.Operations.Operation;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.ApiKeySettingsRepresentation;
import io.orgkeys.keycloak.representation.ApiResourceRepresentation;
import io.orgkeys.keycloak.representation.GrantableRepresentation;
import io.orgkeys.keycloak.representation.ImportRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.LeakFeedbackRepresentation;
import io.orgkeys.keycloak.representation.LookedUpKeyRepresentation;
import io.orgkeys.keycloak.representation.OrganizationAccessRepresentation;
import io.orgkeys.keycloak.representation.OrganizationRepresentation;
import io.orgkeys.keycloak.representation.ProblemRepresentation;
import io.orgkeys.keycloak.representation.RealmAccessRepresentation;
import io.orgkeys.keycloak.representation.UsageRepresentation;
import io.orgkeys.keycloak.representation.VerificationRepresentation;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;

/** The description of all endpoints, which the build puts into the jar and into {@code docs/}. */
public final class OpenApiDocument {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final Map<String, Class<?>> ANSWERS = new TreeMap<>(Map.ofEntries(
            Map.entry("ApiKey", ApiKeyRepresentation.class),
            Map.entry("IssuedKey", IssuedKeyRepresentation.class),
            Map.entry("LookedUpKey", LookedUpKeyRepresentation.class),
            Map.entry("Resource", ApiResourceRepresentation.class),
            Map.entry("Settings", ApiKeySettingsRepresentation.class),
            Map.entry("Organization", OrganizationRepresentation.class),
            Map.entry("OrganizationAccess", OrganizationAccessRepresentation.class),
            Map.entry("RealmAccess", RealmAccessRepresentation.class),
            Map.entry("Grantable", GrantableRepresentation.class),
            Map.entry("Verification", VerificationRepresentation.class),
            Map.entry("LeakFeedback", LeakFeedbackRepresentation.class),
            Map.entry("Usage", UsageRepresentation.class),
            Map.entry("Import", ImportRepresentation.class),
            Map.entry("Problem", ProblemRepresentation.class)));

    /** Parameters of all of a path's methods stand beside these. */
    private static final String PARAMETERS_OF_PATH = "parameters";

    /** How a path ends that may go on, and as what it is described. */
    private static final String BELOW = "{below}";

    private static final String REST = "/{path}";

    private static final Map<Integer, String> STATUSES = Map.ofEntries(
            Map.entry(200, "Done"),
            Map.entry(201, "Created"),
            Map.entry(204, "Done; there is nothing to say"),
            Map.entry(400, "The request has errors: all of them are listed"),
            Map.entry(401, "Nobody known asks: the token or the key is missing or not good"),
            Map.entry(403, "The caller, or the key, may not do this"),
            Map.entry(404, "There is no such thing, or the caller may not see it"),
            Map.entry(409, "A limit is reached, or what is there is in the way"),
            Map.entry(412, "Somebody else changed it in the meantime"),
            Map.entry(429, "Too many requests were refused: try again when Retry-After says so"),
            Map.entry(503, "Keycloak cannot tell right now: try again when Retry-After says so"));

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("realm", "The realm's name."),
            Map.entry("id", "The key's id."),
            Map.entry("organizationId", "The organization's id."),
            Map.entry("name", "The resource's name."),
            Map.entry("userId", "Only user keys of this user."),
            Map.entry("createdBy", "Only keys that the user or the API key with this id created."),
            Map.entry("type", "Only keys of this type: user or bot."),
            Map.entry("status", "Only keys of this status: active, expired, disabled, suspended or unknown."),
            Map.entry(
                    "search", "Only keys whose name begins with this; *infix*, or \"exact\"; or the key with this id."),
            Map.entry("first", "How many to leave out, from 0."),
            Map.entry("max", "How many to list at most."),
            Map.entry("unit", "What a point of the series stands for: hour or day (UTC). Day unless said otherwise."),
            Map.entry(
                    "from",
                    "When the series begins, as in 2027-01-31T12:00:00Z. 30 days, or 48 hours, before its end unless said."),
            Map.entry("to", "When the series ends, as in 2027-01-31T12:00:00Z. Now unless said otherwise."),
            Map.entry("If-Match", "The version that the change is based on, in quotes."),
            Map.entry("Github-Public-Key-Identifier", "Who signed the report, as the realm's settings call them."),
            Map.entry(
                    "Github-Public-Key-Signature",
                    "Of the bytes of the body: ECDSA on the curve P-256 with SHA-256, in DER and Base64."),
            Map.entry("path", "The permission that is needed, as in stats:read; what follows a slash means nothing."),
            Map.entry("permission", "A permission that is needed, as in stats:read. May be repeated: all are needed."),
            Map.entry("resource", "With action: the same in two parts."),
            Map.entry("action", "With resource."),
            Map.entry("organization", "Alias or id of the organization that the key must belong to."));

    private OpenApiDocument() {}

    /** The document. */
    public static ObjectNode create() {
        try {
            JsonNode scanned = MAPPER.readTree(SmallRyeOpenAPI.builder()
                    .withIndex(index())
                    .withScannerClassLoader(OpenApiDocument.class.getClassLoader())
                    .enableModelReader(false)
                    .enableStandardFilter(false)
                    .enableStandardStaticFiles(false)
                    .build()
                    .toJSON());
            ObjectNode document = frame();
            ObjectNode paths = document.putObject("paths");
            Set<String> unknown = new TreeSet<>(Operations.all().keySet());
            for (Map.Entry<String, JsonNode> path : scanned.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    if (method.getKey().equals(PARAMETERS_OF_PATH)) {
                        continue;
                    }
                    for (String name : names(path.getKey())) {
                        String key = method.getKey().toUpperCase(Locale.ROOT) + " " + name;
                        Operation operation = Operations.all().get(key);
                        if (operation == null) {
                            throw new IllegalStateException(key + " is not described: add it to " + Operations.class);
                        }
                        unknown.remove(key);
                        paths.withObjectProperty(name)
                                .set(
                                        method.getKey(),
                                        describe(
                                                operation,
                                                name,
                                                path.getValue().path(PARAMETERS_OF_PATH),
                                                method.getValue()));
                    }
                }
            }
            if (!unknown.isEmpty()) {
                throw new IllegalStateException(Operations.class + " describes what is not in the code: " + unknown);
            }
            document.set("components", components());
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path that may go on is two for who reads of it: one that ends, and one that goes on. */
    private static List<String> names(String path) {
        if (!path.endsWith(BELOW)) {
            return List.of(path);
        }
        String end = path.substring(0, path.length() - BELOW.length());
        return List.of(end, end + REST);
    }

    private static ObjectNode frame() throws IOException {
        return (ObjectNode) MAPPER.readTree("""
                {"openapi": "3.1.0",
                 "info": {
                  "title": "Organization API Keys for Keycloak",
                  "description": "Keys of Keycloak organizations: issue, verify, rotate and revoke them. Besides these endpoints, Keycloak's own token introspection and token exchange take keys.",
                  "version": "0.1.0",
                  "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
                 "servers": [{"url": "{keycloak}", "variables": {"keycloak": {"default": "http://localhost:8080",
                  "description": "Where Keycloak is, with its relative path if it has one"}}}],
                 "tags": [
                  {"name": "admin", "description": "For administrators of the realm, with a token for Keycloak's admin REST"},
                  {"name": "account", "description": "For members, with a token of the account console or with the audience org-api-keys, and for keys with apiKeys permissions"},
                  {"name": "self", "description": "For any key, about itself"},
                  {"name": "leaks", "description": "For those who find secrets in public places"},
                  {"name": "verify", "description": "For gateways and scripts"}]}
                """);
    }

    private static ObjectNode describe(Operation operation, String path, JsonNode ofPath, JsonNode scanned) {
        ObjectNode described = MAPPER.createObjectNode();
        described.putArray("tags").add(operation.tag());
        described.put("operationId", operation.id());
        described.put("summary", operation.summary());
        ArrayNode parameters = described.putArray("parameters");
        parameter(parameters, "realm", "path");
        if (path.endsWith(REST)) {
            parameter(parameters, "path", "path");
        }
        for (JsonNode list : List.of(ofPath, scanned.path(PARAMETERS_OF_PATH))) {
            for (JsonNode found : list) {
                String name = found.path("name").asText();
                if (!name.equals("realm") && !BELOW.equals("{" + name + "}")) {
                    parameter(parameters, name, found.path("in").asText());
                }
            }
        }
        if (operation.tag().equals("verify")) {
            List.of("permission", "resource", "action", "organization")
                    .forEach(name -> parameter(parameters, name, "query"));
        }
        if (operation.request() != null) {
            ObjectNode body = described.putObject("requestBody");
            body.put("required", operation.requestNeeded());
            reference(body, "application/json", operation.request());
        }
        ObjectNode responses = described.putObject("responses");
        ObjectNode good = response(responses, operation.status());
        if (operation.answer() != null) {
            reference(good, "application/json", operation.answer());
        }
        operation.headers().forEach(name -> header(good, name, "string"));
        for (int error : operation.errors()) {
            ObjectNode bad = response(responses, error);
            if (!described.path("operationId").asText().endsWith("Head")) {
                reference(bad, "application/problem+json", "Problem");
            }
            if (error == 401) {
                header(bad, "WWW-Authenticate", "string");
            }
            if (error == 429 || error == 503) {
                header(bad, "Retry-After", "integer");
            }
        }
        if (operation.tag().equals("admin")) {
            response(responses, 401).put("description", "Keycloak's own answer to a token that is missing or not good");
        }
        ArrayNode security = described.putArray("security");
        switch (operation.tag()) {
            case "admin" -> security.addObject().putArray("token");
            case "account" -> {
                security.addObject().putArray("token");
                security.addObject().putArray("key");
            }
            case "leaks" -> {
                // none: the signature is a parameter
            }
            default -> security.addObject().putArray("key");
        }
        return described;
    }

    private static void parameter(ArrayNode parameters, String name, String in) {
        String description = PARAMETERS.get(name);
        if (description == null) {
            throw new IllegalStateException("The parameter " + name + " is not described in " + OpenApiDocument.class);
        }
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", name).put("in", in).put("description", description);
        if (in.equals("path")) {
            parameter.put("required", true);
        }
        ObjectNode schema = parameter.putObject("schema");
        switch (name) {
            case "first" -> schema.put("type", "integer").put("minimum", 0);
            case "max" -> schema.put("type", "integer").put("minimum", 1);
            case "unit" ->
                schema.put("type", "string").putArray("enum").add("hour").add("day");
            case "from", "to" -> schema.put("type", "string").put("format", "date-time");
            case "permission" -> schema.put("type", "array").putObject("items").put("type", "string");
            default -> schema.put("type", "string");
        }
    }

    private static void header(ObjectNode response, String name, String type) {
        response.withObjectProperty("headers")
                .putObject(name)
                .putObject("schema")
                .put("type", type);
    }

    private static ObjectNode response(ObjectNode responses, int status) {
        String description = STATUSES.get(status);
        if (description == null) {
            throw new IllegalStateException("The status " + status + " is not described in " + OpenApiDocument.class);
        }
        return responses.putObject(Integer.toString(status)).put("description", description);
    }

    private static void reference(ObjectNode parent, String mediaType, String schema) {
        ObjectNode target = parent.putObject("content").putObject(mediaType).putObject("schema");
        if (schema.endsWith("[]")) {
            target.put("type", "array");
            target = target.putObject("items");
        }
        target.put("$ref", "#/components/schemas/" + schema.replace("[]", ""));
    }

    private static ObjectNode components() throws IOException {
        ObjectNode components = (ObjectNode) MAPPER.readTree("""
                {"securitySchemes": {
                  "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of the realm"},
                  "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The secret of an API key"}}}
                """);
        ObjectNode schemas = components.putObject("schemas");
        ANSWERS.forEach((name, type) -> schemas.set(name, RecordSchema.of(type)));
        ((ObjectNode) schemas.at("/IssuedKey/properties/secret"))
                .put("format", "password")
                .put("description", "Shown this once, never again");
        try (InputStream requests = OpenApiDocument.class.getResourceAsStream("requests.json")) {
            schemas.setAll((ObjectNode) MAPPER.readTree(requests));
        }
        return components;
    }

    /** The classes that are scanned: ours, and where they are mounted. */
    private static Index index() throws IOException {
        Indexer indexer = new Indexer();
        for (Path directory : List.of(
                classesWith(ApiKeyRepresentation.class),
                classesWith(OpenApiDocument.class).resolve("io/orgkeys/keycloak/openapi"))) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    try (InputStream bytes = Files.newInputStream(file)) {
                        indexer.index(bytes);
                    }
                }
            }
        }
        return indexer.complete();
    }

    private static Path classesWith(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /**
     * Writes the document.
     *
     * @param files the first is written; the second is, too, unless CI=true: then it must have been
     */
    public static void main(String[] files) throws IOException {
        String text = MAPPER.writeValueAsString(create()).replace(System.lineSeparator(), "\n") + "\n";
        Files.createDirectories(Path.of(files[0]).getParent());
        Files.writeString(Path.of(files[0]), text);
        Path committed = Path.of(files[1]);
        if (!"true".equals(System.getenv("CI"))) {
            Files.writeString(committed, text);
        } else if (!Files.exists(committed) || !Files.readString(committed).equals(text)) {
            throw new IllegalStateException(
                    committed + " is not what the code says. Build once without CI=true, look at it, and commit it.");
        }
    }
}
