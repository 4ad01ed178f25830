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
 * What can be permitted in a realm, out of the realm's components, which Keycloak caches. Resources are read when they are
 * asked for first, so whoever changes components takes another one to see them.
 */
public final class ApiCatalog {

    private final RealmModel realm;
    private @Nullable ReadComponents read;

    private ApiCatalog(RealmModel realm) {
        this.realm = realm;
    }

    public static ApiCatalog of(RealmModel realm) {
        return new ApiCatalog(realm);
    }

    /** All resources, sorted by name. */
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

    /** Every permission there is. */
    public Permissions permissions() {
        return Permissions.of(resources().flatMap(ApiResource::permissions));
    }

    /** The client ids that serve the resources of these permissions. */
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

    /** Those of the permissions that a client may see. */
    public Permissions visibleTo(String clientId, Permissions permissions) {
        return visibleToAny(Set.of(clientId), permissions);
    }

    /** Those of the permissions that at least one of these clients may see. */
    public Permissions visibleToAny(Collection<String> clientIds, Permissions permissions) {
        return permissions.filter(permission -> find(permission.resource())
                .filter(resource -> clientIds.stream().anyMatch(resource::isServedBy))
                .isPresent());
    }

    /** The realm's settings for keys, read along with the catalogue. */
    public ApiKeySettings settings() {
        return read().settings();
    }

    private ReadComponents read() {
        ReadComponents known = read;
        if (known == null) {
            known = ReadComponents.of(realm);
            read = known;
        }
        return known;
    }

    Optional<ComponentModel> component(String name) {
        return components()
                .filter(component -> name.equals(component.getName()))
                .findFirst();
    }

    /** The name of another component that is the same but for upper and lower case. */
    Optional<String> twinOf(String name, String componentId) {
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
