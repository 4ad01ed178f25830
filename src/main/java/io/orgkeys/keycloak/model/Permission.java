package io.orgkeys.keycloak.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One action on one resource, such as {@code stats:read}.
 *
 * @param resource matches {@link #NAME}
 * @param action matches {@link #NAME}
 */
public record Permission(String resource, String action) implements Comparable<Permission> {

    /** Names of resources and actions. They hold no colon and no space, so {@link #scope()} is a scope token (RFC 6749 §3.3). */
    public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private static final Comparator<Permission> ORDER =
            Comparator.comparing(Permission::resource).thenComparing(Permission::action);

    /** Reads {@code resource:action}; empty when the text is anything else. */
    public static Optional<Permission> parse(String scope) {
        int colon = scope.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String resource = scope.substring(0, colon);
        String action = scope.substring(colon + 1);
        return NAME.matcher(resource).matches() && NAME.matcher(action).matches()
                ? Optional.of(new Permission(resource, action))
                : Optional.empty();
    }

    /** The permission as an OAuth scope token: {@code resource:action}. */
    public String scope() {
        return resource + ':' + action;
    }

    @Override
    public int compareTo(Permission other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return scope();
    }
}
