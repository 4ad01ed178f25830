package io.orgkeys.keycloak.feed;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.keycloak.component.ComponentModel;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmProvider;
import org.keycloak.storage.UserStorageProvider;

import io.orgkeys.keycloak.catalog.ApiCatalogProvider;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * A digest of everything in a realm that decides permissions beyond single users and organizations: whether
 * organizations are enabled, which of them are disabled, the catalog and the settings, the user storages, and the roles
 * that the catalog needs, with the roles and groups that grant them.
 */
final class RealmFingerprint {

    /** The type of the components that map roles and groups of an LDAP directory. */
    private static final String LDAP_MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";

    /** Keycloak stores the state of a synchronization in the configuration of the user storage. */
    private static final String STATE = "last";

    private RealmFingerprint() {}

    /** @param session a new session, which reads the current state of the database */
    static String read(KeycloakSession session, String realmId) {
        // not from Keycloak's cache, which may not have dropped the realm yet
        RealmModel realm = session.getProvider(RealmProvider.class, "jpa").getRealm(realmId);
        if (realm == null) {
            return "";
        }
        session.getContext().setRealm(realm);
        Set<String> parts = new TreeSet<>();
        parts.add("organizations " + realm.isOrganizationsEnabled());
        realm.getComponentsStream()
                .filter(RealmFingerprint::decidesPermissions)
                .map(RealmFingerprint::text)
                .forEach(parts::add);
        ApiKeyServices services = ApiKeyServices.of(session);
        Set<String> roles = new TreeSet<>();
        services.entitlements().neededRoles().forEach((name, role) -> {
            parts.add("needed " + name + ' ' + role.map(found -> found.getId()).orElse(""));
            role.ifPresent(found -> roles.add(found.getId()));
        });
        parts.addAll(services.store().permissionSources().ofRoles(roles));
        services.store().permissionSources().disabledOrganizations(realmId).forEach(id -> parts.add("disabled " + id));
        return HexFormat.of()
                .formatHex(HashUtils.hash(
                        JavaAlgorithm.SHA256, String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean decidesPermissions(ComponentModel component) {
        return Set.of(ApiCatalogProvider.class.getName(), UserStorageProvider.class.getName(), LDAP_MAPPER)
                .contains(component.getProviderType());
    }

    private static String text(ComponentModel component) {
        return "component " + component.getId() + ' ' + component.getParentId() + ' '
                + component.getProviderId() + ' ' + component.getName() + ' '
                + component.getConfig().entrySet().stream()
                        .filter(entry -> !entry.getKey().startsWith(STATE))
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(" "));
    }
}
