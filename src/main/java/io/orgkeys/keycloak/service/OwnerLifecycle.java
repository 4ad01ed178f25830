package io.orgkeys.keycloak.service;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.OrganizationModel.OrganizationMemberJoinEvent;
import org.keycloak.models.OrganizationModel.OrganizationMemberLeaveEvent;
import org.keycloak.models.OrganizationModel.OrganizationMembershipEvent;
import org.keycloak.models.OrganizationModel.OrganizationRemovedEvent;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel.UserPreRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

import io.orgkeys.keycloak.model.ApiKeyStore;

/** Keys go with what they belong to, in the transaction that removes it. */
public final class OwnerLifecycle implements ProviderEventListener {

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
            store(session)
                    .deleteOfOrganization(
                            session.getContext().getRealm().getId(),
                            removed.getOrganization().getId());
        } else if (event instanceof UserPreRemovedEvent removed) {
            // the only word of it when Keycloak removes a user along with something else, as a managed member with the
            // membership
            store(removed.getKeycloakSession())
                    .deleteOfUser(removed.getRealm().getId(), removed.getUser().getId());
        } else if (event instanceof UserRemovedEvent removed) {
            // the only word of it when a user is removed past the user storage, as by a workflow
            store(removed.getKeycloakSession())
                    .deleteOfUser(removed.getRealm().getId(), removed.getUser().getId());
        } else if (event instanceof RealmRemovedEvent removed) {
            store(removed.getKeycloakSession()).deleteOfRealm(removed.getRealm().getId());
        }
    }

    private static void deleteOfMember(OrganizationMembershipEvent event) {
        OrganizationModel organization = event.getOrganization();
        KeycloakSession session = event.getSession();
        store(session)
                .deleteOfMember(
                        session.getContext().getRealm().getId(),
                        organization.getId(),
                        event.getUser().getId());
    }

    private static ApiKeyStore store(KeycloakSession session) {
        return session.getProvider(ApiKeyStore.class);
    }
}
