package io.orgkeys.keycloak.it.federation;

import java.util.Set;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.adapter.AbstractUserAdapterFederatedStorage;
import org.keycloak.storage.user.UserLookupProvider;

import org.jspecify.annotations.Nullable;

/**
 * A user federation whose users Keycloak looks up and does not import. The id of a user is {@code
 * f:<component>:<name>}. While one of the users is named {@value #OUTAGE}, every lookup fails.
 */
public final class LongIdUsers implements UserStorageProvider, UserLookupProvider {

    private static final String OUTAGE = "outage";

    private final KeycloakSession session;
    private final ComponentModel component;
    private final Set<String> names;

    LongIdUsers(KeycloakSession session, ComponentModel component, Set<String> names) {
        this.session = session;
        this.component = component;
        this.names = names;
    }

    @Override
    public @Nullable UserModel getUserById(RealmModel realm, String id) {
        return getUserByUsername(realm, StorageId.externalId(id));
    }

    @Override
    public @Nullable UserModel getUserByUsername(RealmModel realm, String username) {
        if (names.contains(OUTAGE)) {
            throw new IllegalStateException("The directory does not answer");
        }
        return names.contains(username) ? new LongIdUser(session, realm, component, username) : null;
    }

    @Override
    public @Nullable UserModel getUserByEmail(RealmModel realm, String email) {
        return null;
    }

    @Override
    public void close() {}

    private static final class LongIdUser extends AbstractUserAdapterFederatedStorage {

        private final String name;

        LongIdUser(KeycloakSession session, RealmModel realm, ComponentModel component, String name) {
            super(session, realm, component);
            this.name = name;
        }

        @Override
        public String getUsername() {
            return name;
        }

        @Override
        public void setUsername(String username) {
            throw new ReadOnlyException("Users from elsewhere keep their names");
        }
    }
}
