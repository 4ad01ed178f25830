package io.orgkeys.keycloak.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel.OrganizationMemberJoinEvent;
import org.keycloak.models.OrganizationModel.OrganizationMemberLeaveEvent;
import org.keycloak.models.OrganizationModel.OrganizationMembershipEvent;
import org.keycloak.models.OrganizationModel.OrganizationRemovedEvent;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel.UserPreRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeycloakClock;
import org.jspecify.annotations.Nullable;

/** Keys go with what they belong to, in the transaction that removes it. */
public final class OwnerLifecycle implements ProviderEventListener {

    private final OrphanedKeys.Listener listener;

    /** @param listener hears of the keys of members, users and organizations; those of a realm go with its events */
    public OwnerLifecycle(OrphanedKeys.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof OrganizationMemberLeaveEvent leave) {
            deleteOfMember(leave);
        } else if (event instanceof OrganizationMemberJoinEvent join) {
            // a key that survived the former membership, say by a race or a deleted row, must not come back to life
            // with the next
            deleteOfMember(join);
        } else if (event instanceof OrganizationRemovedEvent removed) {
            KeycloakSession session = removed.getKeycloakSession();
            RealmModel realm = session.getContext().getRealm();
            String organizationId = removed.getOrganization().getId();
            List<OrphanedKeys> keys = orphaned(session, realm, organizationId, null);
            store(session).deleteOfOrganization(realm.getId(), organizationId);
            tell(session, keys);
        } else if (event instanceof UserPreRemovedEvent removed) {
            // the only word of it when Keycloak removes a user along with something else, as a managed member with the
            // membership
            deleteOfUser(
                    removed.getKeycloakSession(),
                    removed.getRealm(),
                    removed.getUser().getId());
        } else if (event instanceof UserRemovedEvent removed) {
            // the only word of it when a user is removed past the user storage, as by a workflow
            deleteOfUser(
                    removed.getKeycloakSession(),
                    removed.getRealm(),
                    removed.getUser().getId());
        } else if (event instanceof RealmRemovedEvent removed) {
            store(removed.getKeycloakSession()).deleteOfRealm(removed.getRealm().getId());
        }
    }

    private void deleteOfMember(OrganizationMembershipEvent event) {
        KeycloakSession session = event.getSession();
        RealmModel realm = session.getContext().getRealm();
        String organizationId = event.getOrganization().getId();
        String userId = event.getUser().getId();
        List<OrphanedKeys> keys = orphaned(session, realm, organizationId, userId);
        store(session).deleteOfMember(realm.getId(), organizationId, userId);
        tell(session, keys);
    }

    private void deleteOfUser(KeycloakSession session, RealmModel realm, String userId) {
        List<OrphanedKeys> keys = orphaned(session, realm, null, userId);
        store(session).deleteOfUser(realm.getId(), userId);
        tell(session, keys);
    }

    /** The keys that are about to be deleted, by organization. */
    private static List<OrphanedKeys> orphaned(
            KeycloakSession session, RealmModel realm, @Nullable String organizationId, @Nullable String userId) {
        ApiKeyQuery query = query(realm, organizationId, userId);
        List<ApiKey> found = store(session).find(query);
        Map<String, List<String>> ids = found.stream()
                .collect(Collectors.groupingBy(
                        ApiKey::organizationId, TreeMap::new, Collectors.mapping(ApiKey::id, Collectors.toList())));
        List<OrphanedKeys> keys = new ArrayList<>();
        ids.forEach((organization, some) -> keys.add(new OrphanedKeys(
                realm,
                organization,
                userId,
                some,
                found.size() < OrphanedKeys.MOST_IDS
                        ? some.size()
                        : store(session).count(query(realm, organization, userId)))));
        return keys;
    }

    private static ApiKeyQuery query(RealmModel realm, @Nullable String organizationId, @Nullable String userId) {
        return new ApiKeyQuery(
                realm.getId(),
                organizationId == null ? null : Set.of(organizationId),
                userId,
                null,
                userId == null ? null : ApiKeyType.USER,
                null,
                null,
                new KeycloakClock().instant(),
                null,
                0,
                OrphanedKeys.MOST_IDS);
    }

    private void tell(KeycloakSession session, List<OrphanedKeys> keys) {
        keys.forEach(some -> listener.deleted(session, some));
    }

    private static ApiKeyStore store(KeycloakSession session) {
        return session.getProvider(ApiKeyStore.class);
    }
}
