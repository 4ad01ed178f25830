package io.orgkeys.client;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** What a request requires of a key, beside that it is valid. */
public final class Requirement {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private static final Requirement NONE = new Requirement(null, null);

    private final @Nullable String permission;
    private final @Nullable String organization;
    private final boolean uuid;

    private Requirement(@Nullable String permission, @Nullable String organization) {
        this.permission = permission;
        this.organization = organization;
        this.uuid = organization != null && UUID.matcher(organization).matches();
    }

    /** Returns the requirement that each valid key meets. */
    public static Requirement none() {
        return NONE;
    }

    /** Returns the requirement of one permission, such as {@code stats:read}. */
    public static Requirement permission(String permission) {
        return new Requirement(Objects.requireNonNull(permission), null);
    }

    /**
     * Adds the requirement that the key belongs to this organization.
     *
     * @param organization the id or the alias. A text in the form of a UUID is always compared with the id.
     */
    public Requirement inOrganization(String organization) {
        return new Requirement(permission, Objects.requireNonNull(organization));
    }

    boolean isMetBy(Caller caller) {
        return isMetBy(caller.permissions(), caller);
    }

    boolean isMetBy(Set<String> permissions, Caller caller) {
        return (permission == null || permissions.contains(permission))
                && (organization == null || caller.belongsTo(organization, uuid));
    }

    @Override
    public String toString() {
        return "permission " + permission + ", organization " + organization;
    }
}
