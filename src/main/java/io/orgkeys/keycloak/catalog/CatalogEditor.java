package io.orgkeys.keycloak.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** Changes the catalog and the settings of a realm. */
public final class CatalogEditor {

    private final RealmModel realm;
    private final ApiCatalog catalog;

    public CatalogEditor(RealmModel realm) {
        this.realm = realm;
        this.catalog = ApiCatalog.of(realm);
    }

    /**
     * Adds a resource.
     *
     * @param errors the errors found in the request so far, which are thrown together with the errors in the definition
     * @throws RefusedException with CONFLICT if the catalog has a resource whose name equals the new name, ignoring
     *     case
     */
    public void create(ApiResource resource, FieldErrors errors) {
        requireValid(resource, errors);
        catalog.findIgnoringCase(resource.name(), "").ifPresent(twin -> {
            throw RequestRefusal.CONFLICT.exception("The resource \"" + twin + "\" already exists in the catalog.");
        });
        ComponentModel component = component(ApiResourceFactory.ID, resource.name());
        ApiResourceFactory.write(resource, component);
        realm.addComponentModel(component);
    }

    /**
     * Replaces the definition of the resource that has the name of {@code resource}.
     *
     * @param errors the errors found in the request so far, which are thrown together with the errors in the definition
     * @throws RefusedException with RESOURCE_NOT_FOUND if the catalog has no resource with this name
     */
    public void update(ApiResource resource, FieldErrors errors) {
        requireValid(resource, errors);
        ComponentModel component = new ComponentModel(
                catalog.component(resource.name()).orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception));
        ApiResourceFactory.write(resource, component);
        realm.updateComponent(component);
    }

    /**
     * Deletes a resource. Keys keep their granted permissions for the resource, but these permissions are no longer
     * effective.
     *
     * @throws RefusedException with RESOURCE_NOT_FOUND if the catalog has no resource of this name
     */
    public void delete(String name) {
        realm.removeComponent(catalog.component(name).orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception));
    }

    /**
     * Stores the settings.
     *
     * @param errors the errors found in the settings
     * @throws InvalidInputException if there are errors
     */
    public void save(ApiKeySettings settings, FieldErrors errors) {
        errors.throwIfAny();
        ComponentModel component = ApiKeySettingsFactory.find(realm)
                .map(ComponentModel::new)
                .orElseGet(() -> component(ApiKeySettingsFactory.ID, "settings"));
        ApiKeySettingsFactory.write(settings, component);
        if (realm.getComponent(component.getId()) == null) {
            realm.addComponentModel(component);
        } else {
            realm.updateComponent(component);
        }
    }

    private static void requireValid(ApiResource resource, FieldErrors errors) {
        resource.validate(errors);
        errors.throwIfAny();
    }

    /**
     * Derives the id from the name, so that the database refuses to create the same component twice at the same time.
     */
    private ComponentModel component(String providerId, String name) {
        ComponentModel component = new ComponentModel();
        String identity = realm.getId() + '/' + providerId + '/' + name.toLowerCase(Locale.ROOT);
        component.setId(UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                .toString());
        component.setParentId(realm.getId());
        component.setProviderType(ApiCatalogProvider.class.getName());
        component.setProviderId(providerId);
        return component;
    }
}
