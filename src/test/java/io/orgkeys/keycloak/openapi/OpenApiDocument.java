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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.rest.KeyExport;
import io.orgkeys.keycloak.rest.KeyResource;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jboss.jandex.MethodInfo;

/** Creates the OpenAPI document of all endpoints. The build writes it to the jar and to {@code docs/}. */
public final class OpenApiDocument {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String SCHEMAS = "#/components/schemas/";

    /**
     * The OpenAPI extension in which {@link #noteStatus} stores the status of a successful response during the scan.
     */
    private static final String STATUS = "x-status";

    /** The member of a path item or of an operation that contains the parameters. */
    private static final String PARAMETERS_OF_PATH = "parameters";

    /** The end of a scanned path that matches any suffix. */
    private static final String BELOW = "{below}";

    /** The end of the path that describes requests with a suffix in the document. */
    private static final String REST = "/{path}";

    /** The end of the path of the list of keys that is also available as CSV. */
    private static final String LIST = "/admin/realms/{realm}/api-keys";

    private static final List<String> VERIFICATION_HEADERS = List.of(
            "Cache-Control",
            "X-Auth-Key-Id",
            "X-Auth-Key-Type",
            "X-Auth-Subject",
            "X-Auth-Username",
            "X-Auth-Organization",
            "X-Auth-Organization-Id",
            "X-Auth-Permissions",
            "X-Auth-Attributes",
            "X-Auth-Truncated");

    private static final Map<Integer, String> STATUSES = Map.ofEntries(
            Map.entry(200, "Success"),
            Map.entry(201, "Created"),
            Map.entry(204, "Success, without content"),
            Map.entry(400, "The request is invalid. The response lists all errors"),
            Map.entry(401, "Not authenticated: the token or the key is missing or invalid"),
            Map.entry(403, "The caller or the key is not permitted to do this"),
            Map.entry(404, "Not found, or not visible to the caller"),
            Map.entry(409, "A limit is reached, or the request conflicts with existing data"),
            Map.entry(412, "The key was changed in the meantime: the entity tag is not the current one"),
            Map.entry(429, "Too many requests were refused. Try again after the time in Retry-After"),
            Map.entry(503, "Temporarily unavailable. Try again after the time in Retry-After"));

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("realm", "The name of the realm."),
            Map.entry("id", "The id of the key."),
            Map.entry("organizationId", "The id of the organization."),
            Map.entry("name", "The name of the resource."),
            Map.entry("If-Match", "The entity tag of the version that the change is based on, such as \"3\"."),
            Map.entry("Github-Public-Key-Identifier", "The id of the reporter in the realm's setting leakReporters."),
            Map.entry(
                    "Github-Public-Key-Signature",
                    "The signature of the body: ECDSA on the curve P-256 with SHA-256, in DER and Base64."),
            Map.entry("path", "The required permission, such as stats:read. Everything after a slash is ignored."),
            Map.entry("permission", "A required permission, such as stats:read. May be repeated: all are required."),
            Map.entry("resource", "The resource of a required permission. Only together with action."),
            Map.entry("action", "The action of a required permission. Only together with resource."),
            Map.entry("organization", "The alias or id of the organization that the key must belong to."));

    private static final Set<String> KEY_OPERATIONS = Stream.of(KeyResource.class.getMethods())
            .flatMap(method -> Stream.ofNullable(method.getAnnotation(Operation.class)))
            .map(Operation::operationId)
            .collect(Collectors.toSet());

    private OpenApiDocument() {}

    public static ObjectNode create() {
        try {
            Index index = index();
            JsonNode scanned = MAPPER.readTree(SmallRyeOpenAPI.builder()
                    .withIndex(index)
                    .withScannerClassLoader(OpenApiDocument.class.getClassLoader())
                    .withOperationHandler(OpenApiDocument::noteStatus)
                    .enableModelReader(false)
                    .enableStandardFilter(false)
                    .enableStandardStaticFiles(false)
                    .build()
                    .toJSON());
            ObjectNode document = frame();
            ObjectNode paths = document.putObject("paths");
            for (Map.Entry<String, JsonNode> path : scanned.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    if (!method.getKey().equals(PARAMETERS_OF_PATH)) {
                        for (String name : names(path.getKey())) {
                            paths.withObjectProperty(name)
                                    .set(
                                            method.getKey(),
                                            describe(
                                                    method.getKey(),
                                                    name,
                                                    path.getValue().path(PARAMETERS_OF_PATH),
                                                    method.getValue()));
                        }
                    }
                }
            }
            document.set("components", components(document, index));
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void noteStatus(
            org.eclipse.microprofile.openapi.models.Operation operation, ClassInfo type, MethodInfo method) {
        AnnotationInstance answer = method.annotation(APIResponseSchema.class);
        AnnotationValue code = answer == null ? null : answer.value("responseCode");
        boolean empty = method.returnType().name().toString().equals(Response.class.getName()) && answer == null;
        operation.addExtension(STATUS, code != null ? Integer.parseInt(code.asString()) : empty ? 204 : 200);
    }

    /**
     * Returns the paths of an endpoint in the document. An endpoint with an optional suffix has two paths: one without
     * and one with the suffix.
     */
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
              "description": "Keys of Keycloak organizations: issue, verify, rotate and revoke them. Besides these endpoints, Keycloak's own token introspection and token exchange accept keys.",
              "version": "0.1.0",
              "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
             "servers": [{"url": "{keycloak}", "variables": {"keycloak": {"default": "http://localhost:8080",
              "description": "The base URL of Keycloak, including its relative path if it has one"}}}],
             "tags": [
              {"name": "admin", "description": "For administrators of the realm, with an access token for Keycloak's admin REST API"},
              {"name": "account", "description": "For members, with an access token of the account console or with the audience org-api-keys; and for API keys with apiKeys permissions"},
              {"name": "self", "description": "For every API key, to read, rotate and revoke itself"},
              {"name": "leaks", "description": "For secret scanners"},
              {"name": "changes", "description": "For resource servers that keep the results of verifications in memory, as a confidential client of the realm"},
              {"name": "verify", "description": "For gateways and scripts"}]}
            """);
    }

    private static ObjectNode describe(String method, String path, JsonNode ofPath, JsonNode scanned) {
        String tag = tag(path);
        ObjectNode described = MAPPER.createObjectNode();
        described.putArray("tags").add(tag);
        if (tag.equals("verify")) {
            String id = path.endsWith(REST) ? "verifyPath" : "verify";
            described.put("operationId", id + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1));
            described.put(
                    "summary",
                    path.endsWith(REST)
                            ? "Verifies a key for the permission at the start of the path"
                            : "Verifies a key");
        } else {
            described.put("operationId", id(text(scanned, "operationId", path), tag));
            described.put("summary", text(scanned, "summary", path));
        }
        ArrayNode parameters = described.putArray("parameters");
        parameter(parameters, "realm", "path");
        if (path.endsWith(REST)) {
            parameter(parameters, "path", "path");
        }
        for (JsonNode list : List.of(ofPath, scanned.path(PARAMETERS_OF_PATH))) {
            for (JsonNode found : list) {
                String name = found.path("name").asText();
                if (found.has("description")) {
                    parameters.add(found);
                } else if (!name.equals("realm") && !BELOW.equals("{" + name + "}")) {
                    parameter(parameters, name, found.path("in").asText());
                }
            }
        }
        if (tag.equals("verify")) {
            List.of("permission", "resource", "action", "organization")
                    .forEach(name -> parameter(parameters, name, "query"));
        } else if (scanned.has("requestBody")) {
            JsonNode content = scanned.at("/requestBody/content");
            ObjectNode body = described.putObject("requestBody");
            // only a method that requires a body declares the content type
            body.put("required", content.has("application/json"));
            content(body, "application/json", content.iterator().next().path("schema"));
        }
        answers(described, tag, method, path, scanned);
        ArrayNode security = described.putArray("security");
        switch (tag) {
            case "admin" -> security.addObject().putArray("token");
            case "account" -> {
                security.addObject().putArray("token");
                security.addObject().putArray("key");
            }
            case "changes" -> security.addObject().putArray("client");
            case "leaks" -> {
                // no security scheme, because the signature is a header parameter
            }
            default -> security.addObject().putArray("key");
        }
        return described;
    }

    /** Returns the operation id. The operations of {@link KeyResource} are in two APIs, so their ids differ. */
    private static String id(String scanned, String tag) {
        return tag.equals("account") && KEY_OPERATIONS.contains(scanned)
                ? scanned.replaceFirst("Key$", "OrganizationKey").replaceFirst("^key", "organizationKey")
                : scanned;
    }

    private static String tag(String path) {
        Matcher root = Pattern.compile("/realms/\\{realm}/api-keys/(\\w+).*").matcher(path);
        return path.startsWith("/admin/")
                ? "admin"
                : !root.matches() ? "" : root.group(1).equals("organizations") ? "account" : root.group(1);
    }

    private static String text(JsonNode scanned, String member, String path) {
        if (!scanned.has(member)) {
            throw new IllegalStateException("An operation of " + path + " needs @Operation with " + member);
        }
        return scanned.path(member).asText();
    }

    private static void answers(ObjectNode described, String tag, String method, String path, JsonNode scanned) {
        ObjectNode responses = described.putObject("responses");
        boolean head = method.equals("head");
        int status = tag.equals("verify") ? 200 : scanned.path(STATUS).asInt();
        ObjectNode success = response(responses, status);
        JsonNode schema = schemaOfAnswer(scanned);
        if (tag.equals("verify")) {
            schema = reference("Verification");
            VERIFICATION_HEADERS.forEach(name -> header(success, name, "string"));
        }
        if (!schema.isMissingNode() && !head) {
            content(success, "application/json", schema);
        }
        if (path.endsWith(LIST) && method.equals("get")) {
            // the scanned method has one schema for both forms
            success.withObjectProperty("content")
                    .putObject(KeyExport.TEXT_CSV)
                    .putObject("schema")
                    .put("type", "string");
        }
        String answer = name(schema);
        if (status == 201 && !path.endsWith("/rotate")) {
            header(success, "Location", "string");
        }
        if (answer.equals("ApiKey") || answer.equals("IssuedKey")) {
            header(success, "ETag", "string");
        }
        if (answer.equals("IssuedKey")) {
            header(success, "Cache-Control", "string");
        }
        for (int error : errors(tag, path, scanned)) {
            ObjectNode failure = response(responses, error);
            if (!head) {
                content(failure, "application/problem+json", reference("Problem"));
            }
            if (error == 401) {
                header(failure, "WWW-Authenticate", "string");
            }
            if (error == 429 || error == 503) {
                header(failure, "Retry-After", "integer");
            }
        }
        if (tag.equals("admin")) {
            response(responses, 401).put("description", "Keycloak's own response to a missing or invalid token");
        }
    }

    private static JsonNode schemaOfAnswer(JsonNode scanned) {
        for (Map.Entry<String, JsonNode> response : scanned.path("responses").properties()) {
            if (response.getKey().startsWith("2") && response.getValue().has("content")) {
                return response.getValue().path("content").iterator().next().path("schema");
            }
        }
        return MissingNode.getInstance();
    }

    /**
     * Returns the statuses of errors. Some apply to all operations of the tag, some follow from the path and its
     * parameters, and the method declares the others.
     */
    private static Set<Integer> errors(String tag, String path, JsonNode scanned) {
        Set<Integer> errors = new TreeSet<>(
                switch (tag) {
                    case "admin" -> List.of(400, 403, 503);
                    case "account", "self" -> List.of(400, 401, 403, 429, 503);
                    case "changes" -> List.of(400, 401, 403, 429, 503);
                    case "leaks" -> List.of(400, 401, 503);
                    default -> List.of(401, 403, 503);
                });
        boolean catalogOrSettings = path.contains("/resources") || path.endsWith("/settings");
        boolean named = !tag.equals("verify") && path.indexOf('{') != path.lastIndexOf('{');
        // the admin REST API answers requests for keys with 404 while organizations are disabled
        if (named || (tag.equals("admin") && !catalogOrSettings)) {
            errors.add(404);
        }
        scanned.path(PARAMETERS_OF_PATH).forEach(parameter -> {
            if (parameter.path("name").asText().equals("If-Match")) {
                errors.add(412);
            }
        });
        scanned.path("responses").fieldNames().forEachRemaining(status -> {
            if (status.startsWith("4")) {
                errors.add(Integer.parseInt(status));
            }
        });
        return errors;
    }

    private static void parameter(ArrayNode parameters, String name, String in) {
        String description = PARAMETERS.get(name);
        if (description == null) {
            throw new IllegalStateException("The parameter " + name + " needs @Parameter with a description");
        }
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", name).put("in", in).put("description", description);
        if (in.equals("path")) {
            parameter.put("required", true);
        }
        ObjectNode schema = parameter.putObject("schema");
        if (name.equals("permission")) {
            schema.put("type", "array").putObject("items").put("type", "string");
        } else {
            schema.put("type", "string");
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

    private static ObjectNode reference(String schema) {
        return MAPPER.createObjectNode().put("$ref", SCHEMAS + schema);
    }

    /** Adds a content type whose schema is a reference. The scanner names the schema after its class. */
    private static void content(ObjectNode parent, String mediaType, JsonNode scanned) {
        ObjectNode schema = reference(name(scanned.has("items") ? scanned.path("items") : scanned));
        parent.putObject("content")
                .putObject(mediaType)
                .set(
                        "schema",
                        scanned.has("items")
                                ? MAPPER.createObjectNode().put("type", "array").set("items", schema)
                                : schema);
    }

    private static String name(JsonNode schema) {
        return schema.path("$ref").asText().replace(SCHEMAS, "").replaceFirst("Representation$", "");
    }

    private static ObjectNode components(ObjectNode document, Index index) throws IOException {
        ObjectNode components = (ObjectNode) MAPPER.readTree("""
            {"securitySchemes": {
              "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of the realm"},
              "client": {"type": "http", "scheme": "basic", "description": "The client id and the secret of a confidential client. Other client authentications of Keycloak that need no form parameters are possible, too"},
              "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The secret of an API key"}}}
            """);
        ObjectNode schemas = components.putObject("schemas");
        try (InputStream others = OpenApiDocument.class.getResourceAsStream("schemas.json")) {
            schemas.setAll((ObjectNode) MAPPER.readTree(others));
        }
        schemas.set("Settings", SettingsSchema.settings());
        schemas.set("OrganizationSettings", SettingsSchema.shared());
        schemas.set("SettingsUpdate", SettingsSchema.update());
        for (String reference : new TreeSet<>(document.findValuesAsText("$ref"))) {
            String name = reference.replace(SCHEMAS, "");
            if (!schemas.has(name)) {
                schemas.set(name, RecordSchema.of(record(name, index)));
            }
        }
        return components;
    }

    /**
     * Returns the record that the schema with this name describes. The name is declared by the {@code @Schema}
     * annotation of the record. Without such a declaration, it is the name of the class without {@code Representation}
     * at the end.
     */
    private static Class<?> record(String name, Index index) {
        for (ClassInfo type : index.getKnownClasses()) {
            AnnotationInstance schema = type.declaredAnnotation(Schema.class);
            AnnotationValue given = schema == null ? null : schema.value("name");
            String own = type.simpleName() == null ? "" : type.simpleName().replaceFirst("Representation$", "");
            String full = type.name().toString();
            boolean onTheWire = type.isRecord() && (full.contains(".representation.") || full.contains(".rest."));
            if (onTheWire && name.equals(given == null ? own : given.asString())) {
                try {
                    return Class.forName(full);
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new IllegalStateException("There is no record for the schema " + name);
    }

    /** Indexes the classes to scan: those of the provider, and {@link Roots}. */
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
     * @param files the file for the jar, then the committed file. With {@code CI=true}, the committed file is not
     *     written, but it must already contain the same document.
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
