package io.orgkeys.keycloak.catalog;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * The resources and actions of a realm. An instance loads them from the realm's components on first use and never
 * reloads them. After a change of the components, create a new instance.
 */
public final class ApiCatalog {

    private final RealmModel realm;
    private @Nullable ParsedComponents read;

    private ApiCatalog(RealmModel realm) {
        this.realm = realm;
    }

    public static ApiCatalog of(RealmModel realm) {
        return new ApiCatalog(realm);
    }

    /** Returns all resources, sorted by name. */
    public Stream<ApiResource> resources() {
        return read().resources().values().stream();
    }

    public Optional<ApiResource> find(String name) {
        return Optional.ofNullable(read().resources().get(name));
    }

    public boolean knows(Permission permission) {
        return find(permission.resource())
                .filter(resource -> resource.actions().contains(permission.action()))
                .isPresent();
    }

    /** Returns the permissions for all actions of all resources. */
    public Permissions permissions() {
        return Permissions.of(resources().flatMap(ApiResource::permissions));
    }

    /** Returns the {@code clientId} of each client that serves a resource of these permissions. */
    public Stream<String> audience(Permissions permissions) {
        return permissions.stream()
                .map(Permission::resource)
                .distinct()
                .map(this::find)
                .flatMap(Optional::stream)
                .flatMap(resource -> resource.audience().stream())
                .distinct()
                .sorted();
    }

    /** Returns only those permissions that the client may see. */
    public Permissions visibleTo(String clientId, Permissions permissions) {
        return visibleToAny(Set.of(clientId), permissions);
    }

    /** Returns only those permissions that at least one of these clients may see. */
    public Permissions visibleToAny(Collection<String> clientIds, Permissions permissions) {
        return permissions.filter(permission -> find(permission.resource())
                .filter(resource -> clientIds.stream().anyMatch(resource::isServedBy))
                .isPresent());
    }

    /** Returns the realm's settings for keys, which are loaded together with the catalog. */
    public ApiKeySettings settings() {
        return read().settings();
    }

    private ParsedComponents read() {
        ParsedComponents components = read;
        if (components == null) {
            components = ParsedComponents.of(realm);
            read = components;
        }
        return components;
    }

    Optional<ComponentModel> component(String name) {
        return components()
                .filter(component -> name.equals(component.getName()))
                .findFirst();
    }

    /**
     * Looks for a resource whose name equals {@code name}, ignoring case, in all components except the one with the id
     * {@code componentId}. Returns the name as it is written in the component that was found.
     */
    Optional<String> findIgnoringCase(String name, String componentId) {
        return components()
                .filter(component -> !Objects.equals(component.getId(), componentId))
                .map(ComponentModel::getName)
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }

    private Stream<ComponentModel> components() {
        return realm.getComponentsStream(realm.getId(), ApiCatalogProvider.class.getName())
                .filter(component -> ApiResourceFactory.ID.equals(component.getProviderId()));
    }
}
