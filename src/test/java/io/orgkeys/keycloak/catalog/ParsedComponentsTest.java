package io.orgkeys.keycloak.catalog;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParsedComponentsTest {

    private final ConcurrentHashMap<Object, Object> cachedWith = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private boolean cacheIsMissing;

    @Test
    void readsACachedRealmOnce() {
        RealmModel realm = cached(List.of(component("stats"), component("domains")));
        ParsedComponents read = ParsedComponents.of(realm);
        assertThat(read.resources()).containsOnlyKeys("stats", "domains");
        assertThat(ParsedComponents.of(realm)).isSameAs(read);
        assertThat(reads).hasValue(1);
    }

    /**
     * After a session has changed the realm, Keycloak reads the realm from the database for this session, and returns
     * new component objects at each call.
     */
    @Test
    void uncommittedChangesAreVisibleOnlyInTheirSession() {
        ComponentModel stats = component("stats");
        RealmModel realm = cached(List.of(stats));
        ParsedComponents committed = ParsedComponents.of(realm);
        RealmModel changed = realm(CachedRealmModel.class, List.of(stats, component("domains")), ComponentModel::new);
        assertThat(ParsedComponents.of(changed).resources()).containsOnlyKeys("stats", "domains");
        assertThat(ParsedComponents.of(realm)).isSameAs(committed);
        assertThat(ParsedComponents.of(changed).resources()).containsOnlyKeys("stats", "domains");
        assertThat(cachedWith.values()).containsExactly(committed);
    }

    @Test
    void anUncommittedFirstResourceIsVisibleOnlyInItsSession() {
        assertThat(ParsedComponents.of(cached(List.of())).resources()).isEmpty();
        RealmModel changed = realm(CachedRealmModel.class, List.of(component("stats")), ComponentModel::new);
        assertThat(ParsedComponents.of(changed).resources()).containsOnlyKeys("stats");
        assertThat(ParsedComponents.of(cached(List.of())).resources()).isEmpty();
    }

    @Test
    void readsARealmThatIsNotCachedEachTime() {
        RealmModel realm = realm(RealmModel.class, List.of(component("stats")), ComponentModel::new);
        assertThat(ParsedComponents.of(realm).resources()).containsOnlyKeys("stats");
        assertThat(ParsedComponents.of(realm).resources()).containsOnlyKeys("stats");
        assertThat(reads).hasValue(2);
    }

    /**
     * Simulates a Keycloak release without {@code getCachedWith}, which returns the data that extensions cache with a
     * realm.
     */
    @Test
    void readsARealmEachTimeIfItsCacheHasChanged() {
        RealmModel realm = cached(List.of(component("stats")));
        cacheIsMissing = true;
        assertThat(ParsedComponents.of(realm).resources()).containsOnlyKeys("stats");
        assertThat(ParsedComponents.of(realm).resources()).containsOnlyKeys("stats");
        assertThat(reads).hasValue(2);
    }

    private static ComponentModel component(String name) {
        ComponentModel component = new ComponentModel();
        component.setId("id-of-" + name);
        component.setParentId("realm");
        component.setProviderType(ApiCatalogProvider.class.getName());
        component.setProviderId(ApiResourceFactory.ID);
        ApiResourceFactory.write(new ApiResource(name, null, Set.of("read"), Map.of(), Set.of()), component);
        return component;
    }

    private RealmModel cached(List<ComponentModel> components) {
        return realm(CachedRealmModel.class, components, component -> component);
    }

    /** @param answer returns the object that the realm returns for a component: the same object or a copy */
    private <R extends RealmModel> R realm(
            Class<R> type, List<ComponentModel> components, UnaryOperator<ComponentModel> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getId" -> "realm";
                    case "getCachedWith" -> {
                        if (cacheIsMissing) {
                            throw new NoSuchMethodError("getCachedWith");
                        }
                        yield cachedWith;
                    }
                    case "getComponent" ->
                        components.stream()
                                .filter(component -> component.getId().equals(arguments[0]))
                                .map(answer)
                                .findFirst()
                                .orElse(null);
                    // with arguments, Keycloak returns copies of the components
                    case "getComponentsStream" -> stream(components, arguments == null ? answer : ComponentModel::new);
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    private Stream<ComponentModel> stream(List<ComponentModel> components, UnaryOperator<ComponentModel> answer) {
        reads.incrementAndGet();
        return components.stream().map(answer);
    }
}
