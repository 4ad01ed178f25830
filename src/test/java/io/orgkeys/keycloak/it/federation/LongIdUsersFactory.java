package io.orgkeys.keycloak.it.federation;

import java.util.Set;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.UserStorageProviderFactory;

/** The user names are the component's setting {@code users}. */
public final class LongIdUsersFactory implements UserStorageProviderFactory<LongIdUsers> {

    @Override
    public LongIdUsers create(KeycloakSession session, ComponentModel component) {
        return new LongIdUsers(
                session, component, Set.copyOf(component.getConfig().getList("users")));
    }

    @Override
    public String getId() {
        return "long-id-users";
    }
}
