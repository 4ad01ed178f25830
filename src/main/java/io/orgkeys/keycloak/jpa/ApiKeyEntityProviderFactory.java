package io.orgkeys.keycloak.jpa;

import java.util.List;

import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.option.PlainFactory;

/** Adds the entities to Keycloak's own persistence unit, and the tables to its schema migration. */
public final class ApiKeyEntityProviderFactory extends PlainFactory<JpaEntityProvider>
        implements JpaEntityProviderFactory, JpaEntityProvider {

    /** The id of the factory. Never change it, because Keycloak derives the name of our changelog table from it. */
    public static final String ID = "org-api-keys";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public List<Class<?>> getEntities() {
        return List.of(
                ApiKeyEntity.class,
                ApiKeySecretEntity.class,
                TombstoneEntity.class,
                ApiKeyUsageEntity.class,
                ApiKeyRefusalEntity.class,
                ApiKeyLastUseEntity.class,
                PermissionColumns.class,
                AttributeColumns.class);
    }

    @Override
    public String getChangelogLocation() {
        return Changelog.LOCATION;
    }

    @Override
    public String getFactoryId() {
        return ID;
    }

    @Override
    public String getId() {
        return ID;
    }
}
