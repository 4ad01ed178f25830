package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operation of the OpenAPI description.
 *
 * @param id its operationId
 * @param path with the names of its parameters in braces, the realm's first
 * @param query the names of the parameters of its query
 * @param fields the names of the fields of its body; none where it reads none
 * @param needed which of them have to be there
 * @param statuses what it says that it answers
 */
record Described(
        String id,
        String method,
        String path,
        List<String> query,
        List<String> fields,
        List<String> needed,
        Set<Integer> statuses) {

    private static final String ADMIN = "/admin/realms/{realm}";
    private static final String REALM = "/realms/{realm}";

    /** Whether it belongs to the REST of administrators. */
    boolean isAdmin() {
        return path.startsWith(ADMIN + "/");
    }

    /** Whether it verifies the key that comes along. */
    boolean isVerification() {
        return path.startsWith(REALM + "/api-keys/verify");
    }

    /** Whether it is about the key that comes along. */
    boolean isSelf() {
        return path.startsWith(REALM + "/api-keys/self");
    }

    /** Its address in a realm, with these values for the other parameters of the path. */
    String url(TestRealm realm, Map<String, String> parameters) {
        String url =
                isAdmin() ? realm.adminUrl(path.substring(ADMIN.length())) : realm.url(path.substring(REALM.length()));
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            url = url.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return url;
    }
}
