package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operation in the OpenAPI description.
 *
 * @param id the operationId
 * @param path the path, with the names of its parameters in braces; the first is the realm
 * @param query the names of the query parameters
 * @param fields the names of the fields of the request body; empty if the operation has no body
 * @param needed the names of the required fields of the request body
 * @param example a request body with the required fields; empty if the operation has no body. Names in braces are
 *     placeholders, as in the path
 * @param statuses the documented response statuses
 */
record DescribedOperation(
        String id,
        String method,
        String path,
        List<String> query,
        List<String> fields,
        List<String> needed,
        String example,
        Set<Integer> statuses) {

    private static final String ADMIN = "/admin/realms/{realm}";
    private static final String REALM = "/realms/{realm}";

    /** Returns whether the operation belongs to the admin REST API. */
    boolean isAdmin() {
        return path.startsWith(ADMIN + "/");
    }

    /** Returns whether the operation verifies the key that the request carries. */
    boolean isVerification() {
        return path.startsWith(REALM + "/api-keys/verify");
    }

    /** Returns whether the operation reads or changes the key that the request carries. */
    boolean isSelf() {
        return path.startsWith(REALM + "/api-keys/self");
    }

    /** Returns the status of the successful response. */
    int success() {
        return statuses.stream().filter(status -> status < 300).findFirst().orElseThrow();
    }

    /** Returns the example request without credentials, with these values for the placeholders. */
    Http exampleRequest(TestRealm realm, Map<String, String> values) {
        Http request = Http.request(method, url(realm, values));
        return example.isEmpty() ? request : request.json(filled(example, values));
    }

    /** Replaces the names in braces by their values. */
    static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    /** Returns the URL of the operation in a realm, with these values for the other parameters of the path. */
    String url(TestRealm realm, Map<String, String> parameters) {
        String url =
                isAdmin() ? realm.adminUrl(path.substring(ADMIN.length())) : realm.url(path.substring(REALM.length()));
        return filled(url, parameters);
    }
}
