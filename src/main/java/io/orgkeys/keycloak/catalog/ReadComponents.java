package io.orgkeys.keycloak.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * What was made of the components of a realm when they were read last. Those in Keycloak's cache stay the same objects until
 * the realm changes, and nobody changes them: to take them apart would be a third of the work of a verification.
 *
 * @param components ours, and no others: a realm's private keys are components, too, and not ours to keep
 * @param resources by name, sorted
 * @param settings the default where the realm has none
 */
record ReadComponents(List<ComponentModel> components, Map<String, ApiResource> resources, ApiKeySettings settings) {

    private static final int MOST_REALMS = 1_000;

    /** By id of the realm. It tidies up on the thread that asks: to wake another one takes longer. */
    private static final Cache<String, ReadComponents> LATEST = Caffeine.newBuilder()
            .maximumSize(MOST_REALMS)
            .executor(Runnable::run)
            .build();

    static ReadComponents of(RealmModel realm) {
        // not by getComponentsStream(parent, type): Keycloak copies its whole map for each call of that
        List<ComponentModel> components = realm.getComponentsStream()
                .filter(component -> ApiCatalogProvider.class.getName().equals(component.getProviderType())
                        && realm.getId().equals(component.getParentId()))
                .toList();
        ReadComponents latest = LATEST.getIfPresent(realm.getId());
        if (latest == null || !latest.isOf(components)) {
            latest = read(components);
            LATEST.put(realm.getId(), latest);
        }
        return latest;
    }

    private static ReadComponents read(List<ComponentModel> components) {
        Map<String, ApiResource> resources = new TreeMap<>();
        ApiKeySettings settings = ApiKeySettings.DEFAULT;
        for (ComponentModel component : components) {
            if (ApiResourceFactory.ID.equals(component.getProviderId())) {
                ApiResource resource = ApiResourceFactory.read(component);
                resources.putIfAbsent(resource.name(), resource);
            } else if (ApiKeySettingsFactory.ID.equals(component.getProviderId())) {
                settings = ApiKeySettingsFactory.read(component);
            }
        }
        return new ReadComponents(components, Collections.unmodifiableMap(resources), settings);
    }

    /** The same objects, not only equal ones: components are equal when their ids are, whatever is in them. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOf(List<ComponentModel> others) {
        if (components.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            if (components.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }
}
