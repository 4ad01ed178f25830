package io.orgkeys.keycloak.model;

import java.util.Optional;

/**
 * One action on one resource, such as {@code stats:read}.
 *
 * @param resource a {@linkplain #isName valid name}
 * @param action a {@linkplain #isName valid name}
 */
public record Permission(String resource, String action) implements Comparable<Permission> {

    /** The pattern of a name. {@link #isName} checks the same without a regular expression, which is faster. */
    public static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,63}";

    private static final int MAX_LENGTH = 64;

    /**
     * Whether the text is a valid name of a resource or an action: {@value #NAME}. Names contain no colon and no space,
     * so {@link #scope()} is a valid scope token (RFC 6749 §3.3).
     */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Parses {@code resource:action}; empty for any other text. */
    public static Optional<Permission> parse(String scope) {
        int colon = scope.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String resource = scope.substring(0, colon);
        String action = scope.substring(colon + 1);
        return isName(resource) && isName(action) ? Optional.of(new Permission(resource, action)) : Optional.empty();
    }

    /** Returns the permission as an OAuth scope token: {@code resource:action}. */
    public String scope() {
        return resource + ':' + action;
    }

    /**
     * Compares by resource, then by action. Does not use a {@code Comparator} of method references, which is slower,
     * because every verification compares permissions.
     */
    @Override
    public int compareTo(Permission other) {
        int byResource = resource.compareTo(other.resource);
        return byResource == 0 ? action.compareTo(other.action) : byResource;
    }

    @Override
    public String toString() {
        return scope();
    }
}
