package io.orgkeys.keycloak.jpa;

import java.util.Objects;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import io.orgkeys.keycloak.model.Permission;

/** A row of {@code ORG_API_KEY_PERMISSION}, without the column of the key. */
@Embeddable
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class PermissionColumns {

    @Column(name = "RESOURCE_NAME", nullable = false, length = 64)
    String resource;

    @Column(name = "ACTION_NAME", nullable = false, length = 64)
    String action;

    static PermissionColumns of(Permission permission) {
        PermissionColumns columns = new PermissionColumns();
        columns.resource = permission.resource();
        columns.action = permission.action();
        return columns;
    }

    Permission toPermission() {
        return new Permission(resource, action);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PermissionColumns columns
                && resource.equals(columns.resource)
                && action.equals(columns.action);
    }

    @Override
    public int hashCode() {
        return Objects.hash(resource, action);
    }
}
