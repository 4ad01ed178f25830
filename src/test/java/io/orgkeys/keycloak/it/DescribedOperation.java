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
 * @param statuses the documented response statuses
 */
record DescribedOperation(
        String id,
        String method,
        String path,
        List<String> query,
        List<String> fields,
        List<String> needed,
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

    /** Returns the URL of the operation in a realm, with these values for the other parameters of the path. */
    String url(TestRealm realm, Map<String, String> parameters) {
        String url =
                isAdmin() ? realm.adminUrl(path.substring(ADMIN.length())) : realm.url(path.substring(REALM.length()));
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            url = url.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return url;
    }
}
