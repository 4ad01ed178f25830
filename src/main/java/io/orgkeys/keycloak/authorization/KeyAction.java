package io.orgkeys.keycloak.authorization;

import java.util.Locale;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;

/** What can be done to keys. */
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

    /** What a member, or an API key, needs to do this to keys that are not their own. */
    public Permission permission() {
        return permission;
    }

    /** For people: what it is that they may not do. */
    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
