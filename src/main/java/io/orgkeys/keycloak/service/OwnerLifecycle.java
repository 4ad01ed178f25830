package io.orgkeys.keycloak.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel.OrganizationMemberJoinEvent;
import org.keycloak.models.OrganizationModel.OrganizationMemberLeaveEvent;
import org.keycloak.models.OrganizationModel.OrganizationMembershipEvent;
import org.keycloak.models.OrganizationModel.OrganizationRemovedEvent;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.UserPreRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.model.StoredKeys;
import org.jspecify.annotations.Nullable;

/** Deletes the keys of an owner in the transaction that removes the owner. */
public final class OwnerLifecycle implements ProviderEventListener {

    private final OrphanedKeys.Listener listener;

    /**
     * @param listener called for all deleted keys, except the keys of a removed realm, because the events of the realm
     *     are removed too
     */
    public OwnerLifecycle(OrphanedKeys.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof OrganizationMemberLeaveEvent leave) {
            deleteOfMember(leave);
        } else if (event instanceof OrganizationMemberJoinEvent join) {
            // keys of a previous membership must not become valid again. Such keys still exist if a transaction created
            // them while the member left, or if the membership was deleted directly in the database
            deleteOfMember(join);
        } else if (event instanceof OrganizationRemovedEvent removed) {
            KeycloakSession session = removed.getKeycloakSession();
            RealmModel realm = session.getContext().getRealm();
            String organizationId = removed.getOrganization().getId();
            delete(
                    session,
                    realm,
                    organizationId,
                    null,
                    keys -> keys.deleteOfOrganization(realm.getId(), organizationId));
        } else if (event instanceof UserPreRemovedEvent removed) {
            // Keycloak raises only this event if it removes a user together with another object, such as a membership
            deleteOfUser(removed.getKeycloakSession(), removed.getRealm(), removed.getUser());
        } else if (event instanceof UserRemovedEvent removed) {
            // Keycloak raises only this event if it removes a user without the user storage, for example in a workflow
            deleteOfUser(removed.getKeycloakSession(), removed.getRealm(), removed.getUser());
        } else if (event instanceof RealmRemovedEvent removed) {
            keys(removed.getKeycloakSession()).deleteOfRealm(removed.getRealm().getId());
        }
    }

    private void deleteOfMember(OrganizationMembershipEvent event) {
        RealmModel realm = event.getSession().getContext().getRealm();
        String organizationId = event.getOrganization().getId();
        String userId = event.getUser().getId();
        delete(
                event.getSession(),
                realm,
                organizationId,
                userId,
                keys -> keys.deleteOfMember(realm.getId(), organizationId, userId));
    }

    private void deleteOfUser(KeycloakSession session, RealmModel realm, UserModel user) {
        delete(session, realm, null, user.getId(), keys -> keys.deleteOfUser(realm.getId(), user.getId()));
    }

    private void delete(
            KeycloakSession session,
            RealmModel realm,
            @Nullable String organizationId,
            @Nullable String userId,
            Consumer<StoredKeys> deletion) {
        List<OrphanedKeys> keys = orphaned(session, realm, organizationId, userId);
        deletion.accept(keys(session));
        keys.forEach(some -> listener.deleted(session, some));
    }

    /** Returns the keys that are about to be deleted, by organization. */
    private static List<OrphanedKeys> orphaned(
            KeycloakSession session, RealmModel realm, @Nullable String organizationId, @Nullable String userId) {
        ApiKeyQuery query = query(realm, organizationId, userId);
        List<ApiKey> found = keys(session).find(query);
        Map<String, List<String>> ids = found.stream()
                .collect(Collectors.groupingBy(
                        ApiKey::organizationId, TreeMap::new, Collectors.mapping(ApiKey::id, Collectors.toList())));
        List<OrphanedKeys> keys = new ArrayList<>();
        ids.forEach((organization, some) -> keys.add(new OrphanedKeys(
                realm,
                organization,
                userId,
                some,
                found.size() < OrphanedKeys.MAX_IDS
                        ? some.size()
                        : keys(session).count(query(realm, organization, userId)))));
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
                OrphanedKeys.MAX_IDS);
    }

    private static StoredKeys keys(KeycloakSession session) {
        return session.getProvider(ApiKeyStore.class).keys();
    }
}
