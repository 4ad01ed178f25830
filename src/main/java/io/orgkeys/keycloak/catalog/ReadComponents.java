package io.orgkeys.keycloak.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.keycloak.component.ComponentModel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * What was made of the components of a realm when they were read last. Those in Keycloak's cache stay the same objects until
 * the realm changes, and nobody changes them: to take them apart would be a third of the work of a verification.
 *
 * @param resources by name, sorted
 */
record ReadComponents(List<ComponentModel> components, Map<String, ApiResource> resources) {

    private static final int MOST_REALMS = 1_000;

    /** By id of the realm. It tidies up on the thread that asks: to wake another one takes longer. */
    private static final Cache<String, ReadComponents> LATEST = Caffeine.newBuilder()
            .maximumSize(MOST_REALMS)
            .executor(Runnable::run)
            .build();

    static Map<String, ApiResource> resources(String realmId, List<ComponentModel> components) {
        ReadComponents latest = LATEST.getIfPresent(realmId);
        if (latest == null || !latest.isOf(components)) {
            latest = read(components);
            LATEST.put(realmId, latest);
        }
        return latest.resources();
    }

    private static ReadComponents read(List<ComponentModel> components) {
        Map<String, ApiResource> resources = new TreeMap<>();
        for (ComponentModel component : components) {
            ApiResource resource = ApiResourceFactory.read(component);
            resources.putIfAbsent(resource.name(), resource);
        }
        return new ReadComponents(components, Collections.unmodifiableMap(resources));
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
