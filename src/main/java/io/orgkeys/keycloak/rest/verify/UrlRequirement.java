package io.orgkeys.keycloak.rest.verify;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import org.jspecify.annotations.Nullable;

/**
 * The requirement in the URL of a verification.
 *
 * @param requirement the requirement, without the parts that no key can meet
 * @param refusal how a key that meets {@code requirement} is refused, if the URL also requires something that no key
 *     can meet; otherwise null
 * @param detail an explanation of the refusal, for people
 */
record UrlRequirement(Requirement requirement, @Nullable KeyRefusal refusal, String detail) {

    private static final String ORGANIZATION = "organization";
    private static final String PERMISSION = "permission";
    private static final String RESOURCE = "resource";
    private static final String ACTION = "action";

    /**
     * Reads the requirement from the URL.
     *
     * @param query the query parameters. Unknown parameters are refused, unless the path contains a permission. In that
     *     case, the parameters may belong to the guarded request. If a parameter of the guarded request has the name of
     *     a known parameter, this does no harm, because the parameter can only add a requirement
     * @param permissionInPath the first segment of the path below the endpoint, possibly empty; null if there is no
     *     path
     */
    static UrlRequirement of(MultivaluedMap<String, String> query, @Nullable String permissionInPath) {
        List<String> organizations = query.getOrDefault(ORGANIZATION, List.of());
        if (organizations.size() > 1) {
            return new UrlRequirement(
                    Requirement.NONE,
                    KeyRefusal.WRONG_ORGANIZATION,
                    "The verification URL requires several organizations, but a key belongs to one.");
        }
        String organization = organizations.isEmpty() ? null : organizations.get(0);
        String unknown = permissionInPath == null ? unknownIn(query) : null;
        if (unknown != null) {
            return new UrlRequirement(
                    new Requirement(organization, Permissions.none()),
                    KeyRefusal.INSUFFICIENT_PERMISSIONS,
                    "The verification URL has an unknown parameter: \"" + FieldError.shown(unknown)
                            + "\". Use permission, resource and action, or organization.");
        }
        List<String> texts = permissionTexts(query, permissionInPath);
        List<Permission> wanted = new ArrayList<>(texts.size());
        for (String text : texts) {
            Permission.parse(text).ifPresent(wanted::add);
        }
        if (wanted.size() < texts.size()) {
            return new UrlRequirement(
                    new Requirement(organization, Permissions.none()),
                    KeyRefusal.INSUFFICIENT_PERMISSIONS,
                    "The verification URL requires a permission that does not have the form resource:action.");
        }
        return new UrlRequirement(new Requirement(organization, Permissions.of(wanted)), null, "");
    }

    /** Returns the name of an unknown parameter, or null. */
    private static @Nullable String unknownIn(MultivaluedMap<String, String> query) {
        for (String name : query.keySet()) {
            if (!name.equals(PERMISSION)
                    && !name.equals(ORGANIZATION)
                    && !name.equals(RESOURCE)
                    && !name.equals(ACTION)) {
                return name;
            }
        }
        return null;
    }

    /** Returns the verification, or a refusal if the URL requires something that no key can meet. */
    Verification answer(Verification verification) {
        return refusal == null || !verification.isGranted() ? verification : verification.withRefusal(refusal, detail);
    }

    /** Returns the required permissions as text. */
    private static List<String> permissionTexts(
            MultivaluedMap<String, String> query, @Nullable String permissionInPath) {
        List<String> wanted = new ArrayList<>(query.getOrDefault(PERMISSION, List.of()));
        if (permissionInPath != null) {
            wanted.add(permissionInPath);
        }
        List<String> resources = query.getOrDefault(RESOURCE, List.of());
        List<String> actions = query.getOrDefault(ACTION, List.of());
        if (!resources.isEmpty() || !actions.isEmpty()) {
            boolean pair = resources.size() == 1 && actions.size() == 1;
            wanted.add(pair ? resources.get(0) + ':' + actions.get(0) : "");
        }
        return wanted;
    }
}
