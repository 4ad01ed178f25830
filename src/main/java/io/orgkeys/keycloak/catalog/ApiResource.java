package io.orgkeys.keycloak.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.ReadableText;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import io.orgkeys.keycloak.secret.SecretDetector;
import org.jspecify.annotations.Nullable;

/**
 * A resource that keys give access to.
 *
 * @param name a {@linkplain Permission#isName valid name}
 * @param actions one or more {@linkplain Permission#isName valid names}
 * @param roles for each action, the names of its roles. The name of a client role has the form {@code client-id.role}.
 *     A member needs one of the roles of an action. An action without roles is open to every member.
 * @param audience the {@code clientId} of each client that serves the resource; if empty, every client may see the
 *     permissions of the resource
 */
public record ApiResource(
        String name,
        @Nullable String description,
        SortedSet<String> actions,
        SortedMap<String, SortedSet<String>> roles,
        SortedSet<String> audience) {

    /**
     * The resource that controls access to API keys: {@code apiKeys:create} lets a member create keys of the
     * organization.
     */
    public static final String API_KEYS = "apiKeys";

    public static final int DESCRIPTION_LENGTH = 500;
    public static final int ACTIONS = 50;
    public static final int AUDIENCE = 100;

    static final int ROLES = 50;
    static final int ROLE_LENGTH = 511;
    static final int CLIENT_ID_LENGTH = 255;

    public ApiResource(
            String name,
            @Nullable String description,
            Set<String> actions,
            Map<String, ? extends Set<String>> roles,
            Set<String> audience) {
        this(name, description, sorted(actions), sorted(roles), sorted(audience));
    }

    public ApiResource {
        actions = sorted(actions);
        roles = sorted(roles);
        audience = sorted(audience);
    }

    /** Returns the permissions of the resource, one for each action. */
    public Stream<Permission> permissions() {
        return actions.stream().map(action -> new Permission(name, action));
    }

    /** Returns the roles of an action, of which a member needs one; empty if no role is needed. */
    public Set<String> rolesFor(String action) {
        return roles.getOrDefault(action, Collections.emptySortedSet());
    }

    /** Returns the roles of the given actions only. */
    public Map<String, SortedSet<String>> rolesFor(Set<String> retained) {
        return roles.entrySet().stream()
                .filter(entry -> retained.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether an introspection shows the permissions of the resource to the client. */
    public boolean isServedBy(String clientId) {
        return audience.isEmpty() || audience.contains(clientId);
    }

    /**
     * Adds the errors in this definition, without comparing it with other resources. Does not report a missing name or
     * missing actions if the field already has an error.
     */
    void validate(FieldErrors errors) {
        if (!errors.has("name")) {
            requireName("name", name, errors);
        }
        if (description != null && description.length() > DESCRIPTION_LENGTH) {
            errors.add("description", FieldErrorCode.TOO_LONG, DESCRIPTION_LENGTH);
        }
        if (description != null) {
            ReadableText.require("description", description, errors);
            requireStorable("description", description, errors);
            requireNoSecret("description", description, errors);
        }
        if (actions.isEmpty() && !errors.has("actions")) {
            errors.add("actions", FieldErrorCode.NO_ENTRIES);
        }
        requireAtMost("actions", actions.size(), ACTIONS, errors);
        actions.forEach(action -> requireName("actions", action, errors));
        requireNoTwins("actions", List.copyOf(actions), errors);
        roles.forEach((action, names) -> {
            String field = "roles." + FieldError.shown(action);
            if (!actions.contains(action)) {
                errors.add(field, FieldErrorCode.NOT_AN_ACTION, FieldError.shown(action));
            }
            requireAtMost(field, names.size(), ROLES, errors);
            names.forEach(role -> requireText(field, role, ROLE_LENGTH, errors));
        });
        requireAtMost("audience", audience.size(), AUDIENCE, errors);
        audience.forEach(clientId -> requireText("audience", clientId, CLIENT_ID_LENGTH, errors));
    }

    private static void requireName(String field, String name, FieldErrors errors) {
        if (!Permission.isName(name)) {
            errors.add(field, FieldErrorCode.INVALID_NAME, FieldError.shown(name));
        }
        requireNoSecret(field, name, errors);
    }

    private static void requireText(String field, String text, int length, FieldErrors errors) {
        if (text.isBlank()) {
            errors.add(field, FieldErrorCode.NO_VISIBLE_CHARACTER);
        } else if (text.length() > length) {
            errors.add(field, FieldErrorCode.TOO_LONG, length);
        }
        requireStorable(field, text, errors);
        requireNoSecret(field, text, errors);
    }

    private static void requireNoSecret(String field, String text, FieldErrors errors) {
        if (SecretDetector.containsSecret(text, ImportedPrefixes.NONE)) {
            errors.add(field, FieldErrorCode.CONTAINS_SECRET);
        }
    }

    /**
     * Refuses characters beyond U+FFFF, because Keycloak's columns for components on MariaDB and MySQL cannot store
     * them.
     */
    private static void requireStorable(String field, String text, FieldErrors errors) {
        if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            errors.add(field, FieldErrorCode.UNSTORABLE);
        }
    }

    private static void requireAtMost(String field, int size, int limit, FieldErrors errors) {
        if (size > limit) {
            errors.add(field, FieldErrorCode.TOO_MANY_ENTRIES, limit);
        }
    }

    /** Refuses names that differ only in case, because some databases ignore the case when they compare names. */
    private static void requireNoTwins(String field, List<String> names, FieldErrors errors) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.stream()
                .filter(name -> !seen.add(name))
                .forEach(name -> errors.add(field, FieldErrorCode.NAME_TAKEN, FieldError.shown(name)));
    }

    private static SortedSet<String> sorted(Set<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    private static SortedMap<String, SortedSet<String>> sorted(Map<String, ? extends Set<String>> roles) {
        SortedMap<String, SortedSet<String>> sorted = new TreeMap<>();
        roles.forEach((action, names) -> {
            if (!names.isEmpty()) {
                sorted.put(action, sorted(names));
            }
        });
        return Collections.unmodifiableSortedMap(sorted);
    }
}
