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
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.ReadableText;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import io.orgkeys.keycloak.secret.SecretTraces;
import org.jspecify.annotations.Nullable;

/**
 * Something that keys give access to.
 *
 * @param name a {@linkplain Permission#isName name}
 * @param actions at least one; their names are {@linkplain Permission#isName names}
 * @param roles for an action the roles of which a holder needs one: a realm role's name or {@code client-id.role}; an action
 *     without roles is open to every member
 * @param audience the client ids that serve the resource; empty when any client may see its permissions
 */
public record ApiResource(
        String name,
        @Nullable String description,
        SortedSet<String> actions,
        SortedMap<String, SortedSet<String>> roles,
        SortedSet<String> audience) {

    /** Governs this product itself: {@code apiKeys:create} lets a member create keys of the organization, and so on. */
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

    /** Its permissions, one for each action. */
    public Stream<Permission> permissions() {
        return actions.stream().map(action -> new Permission(name, action));
    }

    /** The roles of which a holder of the action needs one; empty when none is needed. */
    public Set<String> rolesFor(String action) {
        return roles.getOrDefault(action, Collections.emptySortedSet());
    }

    /** The roles as they are, without those of other actions. */
    public Map<String, SortedSet<String>> rolesFor(Set<String> remaining) {
        return roles.entrySet().stream()
                .filter(entry -> remaining.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether a client may see the resource's permissions in an introspection. */
    public boolean isServedBy(String clientId) {
        return audience.isEmpty() || audience.contains(clientId);
    }

    /** Adds what is wrong with the definition taken for itself, and has not been said of the same field. */
    void validate(FieldErrors errors) {
        if (!errors.has("name")) {
            requireName("name", name, errors);
        }
        if (description != null && description.length() > DESCRIPTION_LENGTH) {
            errors.add("description", "Must not be longer than " + DESCRIPTION_LENGTH + " characters.");
        }
        if (description != null) {
            ReadableText.require("description", description, errors);
            requireStorable("description", description, errors);
            if (SecretTraces.areIn(description, ImportedPrefixes.NONE)) {
                errors.add(
                        "description", "Must not contain the secret of an API key: people and events get to see it.");
            }
        }
        if (actions.isEmpty() && !errors.has("actions")) {
            errors.add("actions", "At least one action is needed, such as \"read\".");
        }
        requireAtMost("actions", actions.size(), ACTIONS, errors);
        actions.forEach(action -> requireName("actions", action, errors));
        requireNoTwins("actions", List.copyOf(actions), errors);
        roles.forEach((action, names) -> {
            String field = "roles." + FieldError.shown(action);
            if (!actions.contains(action)) {
                errors.add(field, "\"" + FieldError.shown(action) + "\" is not one of the actions.");
            }
            requireAtMost(field, names.size(), ROLES, errors);
            names.forEach(role -> requireText(field, role, ROLE_LENGTH, errors));
        });
        requireAtMost("audience", audience.size(), AUDIENCE, errors);
        audience.forEach(clientId -> requireText("audience", clientId, CLIENT_ID_LENGTH, errors));
    }

    private static void requireName(String field, String name, FieldErrors errors) {
        if (!Permission.isName(name)) {
            errors.add(
                    field,
                    "\"" + FieldError.shown(name)
                            + "\" is not a valid name. A name begins with a letter, goes on with letters, digits,"
                            + " dots, underscores and hyphens, and has at most 64 characters.");
        }
    }

    private static void requireText(String field, String text, int length, FieldErrors errors) {
        if (text.isBlank() || text.length() > length) {
            errors.add(field, "Must have between 1 and " + length + " characters.");
        }
        requireStorable(field, text, errors);
    }

    /** Keycloak keeps components in columns that on MariaDB and MySQL have no room for characters beyond the first 65,536. */
    private static void requireStorable(String field, String text, FieldErrors errors) {
        if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            errors.add(
                    field, "Must not have emoji or other characters beyond U+FFFF, which not every database stores.");
        }
    }

    private static void requireAtMost(String field, int size, int limit, FieldErrors errors) {
        if (size > limit) {
            errors.add(field, "Must not have more than " + limit + " entries.");
        }
    }

    /** Some databases take upper and lower case for the same, so names must differ by more. */
    private static void requireNoTwins(String field, List<String> names, FieldErrors errors) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.stream()
                .filter(name -> !seen.add(name))
                .forEach(name -> errors.add(
                        field,
                        "\"" + FieldError.shown(name) + "\" differs from another one in upper and lower case only."));
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
