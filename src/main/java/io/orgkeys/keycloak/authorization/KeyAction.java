package io.orgkeys.keycloak.authorization;

import java.util.Locale;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;

/** An action on keys. */
public enum KeyAction {
    CREATE("create"),
    READ("read"),
    UPDATE("update"),
    ROTATE("update"),
    DELETE("delete");

    private final Permission permission;

    KeyAction(String action) {
        this.permission = new Permission(ApiResource.API_KEYS, action);
    }

    /** The permission that a member or a key needs to do this to keys of others. */
    public Permission permission() {
        return permission;
    }

    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
