package io.orgkeys.keycloak.it.federation;

import java.util.List;
import java.util.Set;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.storage.UserStorageProviderFactory;

/** Reads the user names from the component's setting {@code users}. */
public final class LongIdUsersFactory implements UserStorageProviderFactory<LongIdUsers> {

    private static final String USERS = "users";

    @Override
    public LongIdUsers create(KeycloakSession session, ComponentModel component) {
        return new LongIdUsers(
                session, component, Set.copyOf(component.getConfig().getList(USERS)));
    }

    /** Declares the setting, because Keycloak does not change undeclared settings. */
    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(USERS)
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .add()
                .build();
    }

    @Override
    public String getId() {
        return "long-id-users";
    }
}
