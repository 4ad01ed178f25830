package io.orgkeys.keycloak.rest.verify;

import java.util.List;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.rest.HeaderText;

/**
 * Fuzzes the URL of a verification request: the key must have each requested permission, or the request is refused.
 * Also checks that every text can be encoded for a header.
 */
class UrlRequirementFuzzTest {

    @DictionaryEntries({"permission", "resource", "action", "organization", "stats:read", ":", "stats", "read"})
    @FuzzTest
    void requiresEveryRequestedPermission(FuzzedDataProvider data) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        int parameters = data.consumeInt(0, 8);
        for (int i = 0; i < parameters; i++) {
            query.add(
                    data.pickValue(new String[] {"permission", "resource", "action", "organization", "other"}),
                    data.consumeString(80));
        }
        String path = data.consumeBoolean() ? data.consumeString(80) : null;
        UrlRequirement requirement = UrlRequirement.of(query, path);
        long wanted = query.getOrDefault("permission", List.of()).stream()
                        .distinct()
                        .count()
                + (path == null || query.getOrDefault("permission", List.of()).contains(path) ? 0 : 1);
        if (requirement.refusal() == null) {
            if (requirement.requirement().permissions().size() < wanted) {
                throw new AssertionError("A requested permission is not required: " + query + " " + path);
            }
            if (wanted == 0
                    && (query.containsKey("resource") || query.containsKey("action"))
                    && requirement.requirement().permissions().isEmpty()) {
                throw new AssertionError("An incomplete permission is ignored: " + query);
            }
        }
        if (path == null && query.containsKey("other") && requirement.refusal() == null) {
            throw new AssertionError("An unknown parameter is ignored: " + query);
        }
        if (path != null && path.isEmpty() && requirement.refusal() == null) {
            throw new AssertionError("An empty segment is ignored: " + query);
        }
        if (requirement.detail().length() > 200) {
            throw new AssertionError("The detail is too long");
        }
        check(data.consumeRemainingAsString());
    }

    private static void check(String text) {
        String encoded = HeaderText.encode(text);
        if (!encoded.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new AssertionError("Not valid in a header: " + encoded);
        }
        Permissions permissions = Permissions.ofScope(text);
        if (!Permissions.ofScope(permissions.toScope()).equals(permissions)) {
            throw new AssertionError("Changes when it is written and parsed again: " + permissions);
        }
        if (!permissions.stream().map(Permission::scope).allMatch(text::contains)) {
            throw new AssertionError("Contains a permission that is not in the text: " + permissions);
        }
    }
}
