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

/** Changes a realm's catalogue and settings. */
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
     * @param errors what is wrong with the request already; told together with what is wrong with the definition
     * @throws RefusedException with CONFLICT when the catalogue has one of this name, upper and lower case aside
     */
    public void create(ApiResource resource, FieldErrors errors) {
        requireValid(resource, errors);
        catalog.twinOf(resource.name(), "").ifPresent(twin -> {
            throw RequestRefusal.CONFLICT.exception("The catalogue has a resource \"" + twin + "\" already.");
        });
        ComponentModel component = component(ApiResourceFactory.ID, resource.name());
        ApiResourceFactory.write(resource, component);
        realm.addComponentModel(component);
    }

    /**
     * Replaces the definition of the resource of this name.
     *
     * @param errors what is wrong with the request already; told together with what is wrong with the definition
     * @throws RefusedException with RESOURCE_NOT_FOUND when there is none
     */
    public void update(ApiResource resource, FieldErrors errors) {
        requireValid(resource, errors);
        ComponentModel component = new ComponentModel(
                catalog.component(resource.name()).orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception));
        ApiResourceFactory.write(resource, component);
        realm.updateComponent(component);
    }

    /**
     * Removes a resource. Keys keep what they were granted on it, but it is not effective any more.
     *
     * @throws RefusedException with RESOURCE_NOT_FOUND when there is none of this name
     */
    public void delete(String name) {
        realm.removeComponent(catalog.component(name).orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception));
    }

    /**
     * Stores the settings.
     *
     * @param errors what is wrong with the settings
     * @throws InvalidInputException when there are any
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

    /** The id follows from the name: of two requests that create the same at once, the database refuses the second. */
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
