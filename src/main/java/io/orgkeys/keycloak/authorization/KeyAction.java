package io.orgkeys.keycloak.authorization;

import java.util.Locale;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;

/** What can be done to keys: the actions of the reserved resource {@code apiKeys}. Rotating is updating. */
public enum KeyAction {
    CREATE,
    READ,
    UPDATE,
    DELETE;

    private final Permission permission = new Permission(ApiResource.API_KEYS, name().toLowerCase(Locale.ROOT));

    /** What a member, or an API key, needs to do this to keys that are not their own. */
    public Permission permission() {
        return permission;
    }
}
