package io.orgkeys.keycloak.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the code does not say about an operation. An operation that is not listed here, and one that is listed and not in the
 * code, fail the build.
 */
final class Operations {

    /**
     * One operation.
     *
     * @param request name of the body's schema, or null without one
     * @param answer name of the schema of what is answered when all goes well; null for nothing, a trailing {@code []} for a
     *     list
     * @param errors statuses of problem documents
     */
    record Operation(
            String tag,
            String id,
            String summary,
            @Nullable String request,
            boolean requestNeeded,
            int status,
            @Nullable String answer,
            List<Integer> errors,
            List<String> headers) {

        /** A key that calls may always be refused: for where it is, or after too many refusals. */
        Operation refusing() {
            List<Integer> all = Stream.concat(
                            errors.stream(), Stream.of(403, 429).filter(error -> !tag.equals("verify")))
                    .distinct()
                    .sorted()
                    .toList();
            return new Operation(tag, id, summary, request, requestNeeded, status, answer, all, headers);
        }

        /** The database may be away, or take no changes. */
        Operation reachingTheDatabase() {
            List<Integer> all = Stream.concat(errors.stream(), Stream.of(503))
                    .distinct()
                    .sorted()
                    .toList();
            return new Operation(tag, id, summary, request, requestNeeded, status, answer, all, headers);
        }

        /** Parameters that are not declared are refused everywhere but at the verify endpoint, which answers as gateways need it. */
        Operation strict() {
            List<Integer> all = Stream.concat(errors.stream(), Stream.of(400).filter(error -> !tag.equals("verify")))
                    .distinct()
                    .sorted()
                    .toList();
            return new Operation(tag, id, summary, request, requestNeeded, status, answer, all, headers);
        }

        /** A header of the good answer. */
        Operation answering(String... names) {
            List<String> all = new ArrayList<>(headers);
            all.addAll(List.of(names));
            return new Operation(tag, id, summary, request, requestNeeded, status, answer, errors, List.copyOf(all));
        }
    }

    private static final String ADMIN = "/admin/realms/{realm}/api-keys";
    private static final String ACCOUNT = "/realms/{realm}/api-keys";
    private static final String ORGANIZATION = ACCOUNT + "/organizations/{organizationId}";

    private static final Map<String, Operation> ALL = new TreeMap<>();

    static {
        admin("GET", "", "listKeys", "Lists keys", 200, "ApiKey[]", 400, 403, 404);
        admin("GET", "/count", "countKeys", "Counts keys", 200, "Count", 400, 403, 404);
        put(
                "POST",
                ADMIN,
                new Operation(
                                "admin",
                                "createKey",
                                "Creates a key, and shows its secret this once",
                                "KeyCreation",
                                true,
                                201,
                                "IssuedKey",
                                List.of(400, 403, 404, 409),
                                List.of())
                        .answering("Location", "ETag", "Cache-Control"));
        put(
                "GET",
                ADMIN + "/{id}",
                key("admin", "readKey", "Shows a key", null, 200, "ApiKey", 403, 404)
                        .answering("ETag"));
        put(
                "PUT",
                ADMIN + "/{id}",
                key(
                                "admin",
                                "updateKey",
                                "Changes a key; what is not sent stays",
                                "KeyUpdate",
                                200,
                                "ApiKey",
                                400,
                                403,
                                404,
                                412)
                        .answering("ETag"));
        put("DELETE", ADMIN + "/{id}", key("admin", "revokeKey", "Revokes a key", null, 204, null, 403, 404));
        put(
                "POST",
                ADMIN + "/{id}/rotate",
                rotate("admin", "rotateKey", "Gives a key a new secret, and shows it this once"));
        admin("GET", "/{id}/usage", "keyUsage", "Tells how often a key was used", 200, "Usage", 400, 403, 404);
        put(
                "POST",
                ADMIN + "/lookup",
                key(
                        "admin",
                        "lookupKey",
                        "Tells which key a leaked secret belongs to",
                        "Lookup",
                        200,
                        "LookedUpKey",
                        400,
                        403,
                        404));
        put(
                "POST",
                ADMIN + "/import",
                key(
                        "admin",
                        "importKeys",
                        "Takes over keys that were issued elsewhere, by the digests of their secrets",
                        "KeyImport",
                        200,
                        "Import",
                        400,
                        403,
                        404,
                        409));
        admin(
                "GET",
                "/access",
                "readRealmAccess",
                "Tells what the caller may do to the catalogue and the settings",
                200,
                "RealmAccess",
                403,
                404);
        admin(
                "GET",
                "/organizations/{organizationId}/access",
                "readOrganizationAccess",
                "Tells what the caller may do to the keys of an organization",
                200,
                "OrganizationAccess",
                403,
                404);
        admin("GET", "/resources", "listResources", "Shows the catalogue", 200, "Resource[]", 403);
        put(
                "POST",
                ADMIN + "/resources",
                key(
                                "admin",
                                "createResource",
                                "Adds a resource to the catalogue",
                                "Resource",
                                201,
                                "Resource",
                                400,
                                403,
                                409)
                        .answering("Location"));
        admin("GET", "/resources/{name}", "readResource", "Shows a resource", 200, "Resource", 403, 404);
        put(
                "PUT",
                ADMIN + "/resources/{name}",
                key(
                        "admin",
                        "updateResource",
                        "Changes a resource; what is not sent stays",
                        "ResourceUpdate",
                        200,
                        "Resource",
                        400,
                        403,
                        404));
        admin(
                "DELETE",
                "/resources/{name}",
                "deleteResource",
                "Removes a resource from the catalogue",
                204,
                null,
                403,
                404);
        admin("GET", "/settings", "readSettings", "Shows the realm's settings", 200, "Settings", 403);
        put(
                "PUT",
                ADMIN + "/settings",
                key(
                        "admin",
                        "updateSettings",
                        "Changes the settings; what is not sent stays",
                        "SettingsUpdate",
                        200,
                        "Settings",
                        400,
                        403));

        put(
                "GET",
                ACCOUNT + "/organizations",
                key(
                        "account",
                        "listMyOrganizations",
                        "Lists the caller's organizations, with what they may do there",
                        null,
                        200,
                        "Organization[]",
                        401,
                        503));
        put(
                "GET",
                ORGANIZATION + "/permissions",
                key(
                        "account",
                        "listGrantable",
                        "Shows the catalogue, with what the caller may grant",
                        null,
                        200,
                        "Grantable[]",
                        401,
                        404,
                        503));
        put(
                "GET",
                ORGANIZATION + "/keys",
                key(
                        "account",
                        "listOrganizationKeys",
                        "Lists the keys that the caller may see",
                        null,
                        200,
                        "ApiKey[]",
                        400,
                        401,
                        404,
                        503));
        put(
                "POST",
                ORGANIZATION + "/keys",
                new Operation(
                                "account",
                                "createOrganizationKey",
                                "Creates a key, and shows its secret this once",
                                "OrganizationKeyCreation",
                                true,
                                201,
                                "IssuedKey",
                                List.of(400, 401, 403, 404, 409, 503),
                                List.of())
                        .answering("Location", "ETag", "Cache-Control"));
        put(
                "GET",
                ORGANIZATION + "/keys/{id}",
                key("account", "readOrganizationKey", "Shows a key", null, 200, "ApiKey", 401, 404, 503)
                        .answering("ETag"));
        put(
                "PUT",
                ORGANIZATION + "/keys/{id}",
                key(
                                "account",
                                "updateOrganizationKey",
                                "Changes a key; what is not sent stays",
                                "KeyUpdate",
                                200,
                                "ApiKey",
                                400,
                                401,
                                403,
                                404,
                                412,
                                503)
                        .answering("ETag"));
        put(
                "DELETE",
                ORGANIZATION + "/keys/{id}",
                key("account", "revokeOrganizationKey", "Revokes a key", null, 204, null, 401, 403, 404, 503));
        put(
                "POST",
                ORGANIZATION + "/keys/{id}/rotate",
                rotate("account", "rotateOrganizationKey", "Gives a key a new secret, and shows it this once"));
        put(
                "GET",
                ORGANIZATION + "/keys/{id}/usage",
                key(
                        "account",
                        "organizationKeyUsage",
                        "Tells how often a key was used",
                        null,
                        200,
                        "Usage",
                        400,
                        401,
                        403,
                        404,
                        503));
        put(
                "GET",
                ACCOUNT + "/self",
                key("self", "describeSelf", "Shows the key that calls", null, 200, "ApiKey", 401, 503)
                        .answering("ETag"));
        put("POST", ACCOUNT + "/self/rotate", rotate("self", "rotateSelf", "Gives the key that calls a new secret"));
        put(
                "DELETE",
                ACCOUNT + "/self",
                key("self", "revokeSelf", "Revokes the key that calls", null, 204, null, 401, 503));

        put(
                "POST",
                ACCOUNT + "/leaks",
                key(
                        "leaks",
                        "reportLeaks",
                        "Takes a signed report of secrets that are public, in GitHub's form",
                        "LeakReport",
                        200,
                        "LeakFeedback[]",
                        400,
                        401,
                        503));

        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            verify(method, "/verify", "verify", "Verifies a key");
            verify(
                    method,
                    "/verify/{path}",
                    "verifyPath",
                    "Verifies a key for the permission that the path begins with");
        }
    }

    private Operations() {}

    /** By method and path: {@code GET /realms/...}. */
    static Map<String, Operation> all() {
        return ALL;
    }

    private static void put(String method, String path, Operation operation) {
        Operation strict = operation.strict();
        ALL.put(
                method + " " + path,
                switch (strict.tag()) {
                    case "account", "self" -> strict.refusing();
                    case "admin" -> strict.reachingTheDatabase();
                    default -> strict;
                });
    }

    private static void admin(
            String method,
            String path,
            String id,
            String summary,
            int status,
            @Nullable String answer,
            Integer... errors) {
        put(method, ADMIN + path, key("admin", id, summary, null, status, answer, errors));
    }

    private static Operation key(
            String tag,
            String id,
            String summary,
            @Nullable String request,
            int status,
            @Nullable String answer,
            Integer... errors) {
        return new Operation(tag, id, summary, request, request != null, status, answer, List.of(errors), List.of());
    }

    private static Operation rotate(String tag, String id, String summary) {
        List<Integer> errors =
                tag.equals("admin") ? List.of(400, 403, 404, 409, 412) : List.of(400, 401, 403, 404, 409, 412, 503);
        return new Operation(
                tag, id, summary, "Rotation", false, 201, "IssuedKey", errors, List.of("ETag", "Cache-Control"));
    }

    private static void verify(String method, String path, String id, String summary) {
        put(
                method,
                ACCOUNT + path,
                key(
                                "verify",
                                id + method.charAt(0) + method.substring(1).toLowerCase(java.util.Locale.ROOT),
                                summary,
                                null,
                                200,
                                method.equals("HEAD") ? null : "Verification",
                                401,
                                403,
                                503)
                        .answering(
                                "Cache-Control",
                                "X-Auth-Key-Id",
                                "X-Auth-Key-Type",
                                "X-Auth-Subject",
                                "X-Auth-Username",
                                "X-Auth-Organization",
                                "X-Auth-Organization-Id",
                                "X-Auth-Permissions",
                                "X-Auth-Truncated"));
    }
}
