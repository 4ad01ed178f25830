package io.orgkeys.keycloak.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;

import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KeycloakInternals;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The parsed components of a realm. Keycloak caches the parsed components together with the realm and evicts both
 * together. Without this cache, parsing the components would take a third of the time of a verification.
 *
 * @param witness one of the parsed components, to detect a change of the realm; null if the realm has none
 * @param resources the resources by name, sorted
 * @param settings the settings of the realm, or the defaults if it has no settings component
 */
record ParsedComponents(@Nullable ComponentModel witness, Map<String, ApiResource> resources, ApiKeySettings settings) {

    private static final Logger LOGGER = Logger.getLogger(ParsedComponents.class);

    private static final KeycloakInternals INTERNALS =
            new KeycloakInternals("Each verification parses the catalog, which is slower.");

    static ParsedComponents of(RealmModel realm) {
        return INTERNALS.read(() -> cached(realm)).orElseGet(() -> {
            ParsedComponents read = read(realm);
            INTERNALS.use(() -> cache(read, realm));
            return read;
        });
    }

    private static Optional<ParsedComponents> cached(RealmModel realm) {
        return realm instanceof CachedRealmModel cachedRealm
                        && cachedRealm.getCachedWith().get(ParsedComponents.class) instanceof ParsedComponents cached
                        && cached.isCurrent(realm)
                ? Optional.of(cached)
                : Optional.empty();
    }

    @SuppressWarnings("unchecked") // Keycloak returns a raw map
    private static void cache(ParsedComponents read, RealmModel realm) {
        if (realm instanceof CachedRealmModel cachedRealm && read.isCurrent(realm)) {
            ((ConcurrentMap<Object, Object>) cachedRealm.getCachedWith()).put(ParsedComponents.class, read);
        }
    }

    private static ParsedComponents read(RealmModel realm) {
        LOGGER.debugf("Loaded the catalog of the realm %s", realm.getId());
        ComponentModel witness = null;
        Map<String, ApiResource> resources = new TreeMap<>();
        ApiKeySettings settings = ApiKeySettings.DEFAULT;
        // not getComponentsStream(parent, type), because it returns other objects than getComponent(id), which
        // isCurrent uses
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
        return new ParsedComponents(witness, Collections.unmodifiableMap(resources), settings);
    }

    /**
     * Whether the realm is unchanged since its components were parsed. Compares by identity, because components with
     * the same id are equal even if their contents differ. After a change in this session, the realm returns new
     * objects on every call.
     */
    @SuppressWarnings("ReferenceEquality")
    private boolean isCurrent(RealmModel realm) {
        return witness != null && realm.getComponent(witness.getId()) == witness;
    }
}
