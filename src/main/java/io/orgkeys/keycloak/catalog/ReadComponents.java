package io.orgkeys.keycloak.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;

import io.orgkeys.keycloak.model.FieldErrors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What was made of the components of a realm. It stays with the realm in Keycloak's cache, and goes when that does: to take
 * the components apart would be a third of the work of a verification.
 *
 * @param witness one of the components that were read, or null when there is none
 * @param resources by name, sorted
 * @param settings the default where the realm has none
 */
record ReadComponents(@Nullable ComponentModel witness, Map<String, ApiResource> resources, ApiKeySettings settings) {

    private static final Logger LOGGER = Logger.getLogger(ReadComponents.class);

    static ReadComponents of(RealmModel realm) {
        return realm instanceof CachedRealmModel cached ? of(cached) : read(realm);
    }

    private static ReadComponents of(CachedRealmModel realm) {
        if (realm.getCachedWith().get(ReadComponents.class) instanceof ReadComponents known && known.isOf(realm)) {
            return known;
        }
        ReadComponents read = read(realm);
        if (read.isOf(realm)) {
            keep(read, realm);
        }
        return read;
    }

    @SuppressWarnings("unchecked") // Keycloak's map has no types
    private static void keep(ReadComponents read, CachedRealmModel realm) {
        ((ConcurrentMap<Object, Object>) realm.getCachedWith()).put(ReadComponents.class, read);
    }

    private static ReadComponents read(RealmModel realm) {
        LOGGER.debugf("Read the catalogue of realm %s", realm.getId());
        ComponentModel witness = null;
        Map<String, ApiResource> resources = new TreeMap<>();
        ApiKeySettings settings = ApiKeySettings.DEFAULT;
        // not by getComponentsStream(parent, type), which hands out other objects than getComponent(id)
        for (ComponentModel component : realm.getComponentsStream()
                .filter(component -> ApiCatalogProvider.class.getName().equals(component.getProviderType())
                        && realm.getId().equals(component.getParentId()))
                .toList()) {
            witness = component;
            if (ApiResourceFactory.ID.equals(component.getProviderId())) {
                ApiResource resource = ApiResourceFactory.read(component);
                resources.putIfAbsent(resource.name(), resource);
            } else if (ApiKeySettingsFactory.ID.equals(component.getProviderId())) {
                settings = ApiKeySettings.load(component.getConfig(), new FieldErrors());
            }
        }
        return new ReadComponents(witness, Collections.unmodifiableMap(resources), settings);
    }

    /**
     * Whether the realm has the very same component, not only an equal one: components are equal when their ids are, whatever
     * is in them. A realm that this session has changed no longer answers from the cache, but with new objects each time.
     */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOf(RealmModel realm) {
        return witness != null && realm.getComponent(witness.getId()) == witness;
    }
}
