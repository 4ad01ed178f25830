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

    /** Returns the permission that a member or an API key needs to perform the action on keys that they do not own. */
    public Permission permission() {
        return permission;
    }

    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
