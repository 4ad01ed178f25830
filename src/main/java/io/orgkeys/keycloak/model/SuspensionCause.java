package io.orgkeys.keycloak.model;

import java.util.Locale;

/** The reason why a key is {@linkplain ApiKeyStatus#SUSPENDED suspended}. */
public enum SuspensionCause {
    /** Organizations are switched off in the realm. */
    ORGANIZATIONS_DISABLED,
    ORGANIZATION_DISABLED,
    /** The owner is disabled. Keycloak also disables the members whom a disabled organization manages. */
    OWNER_DISABLED,
    /** The owner does not exist, or is not a member of the organization. */
    OWNER_MISSING,
    /** None of the granted permissions is effective. */
    NO_EFFECTIVE_PERMISSIONS;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the value in JSON. */
    public String text() {
        return text;
    }
}
