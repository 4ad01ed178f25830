package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.OrganizationNotFoundException;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;

/**
 * A program with an API key: may do in the key's own organization what its effective permissions {@code apiKeys:*} allow. It
 * may always look at, rotate and revoke itself. It creates bot keys only.
 */
public final class KeyHolder implements AccountCaller {

    private static final Set<KeyAction> ALWAYS_WITH_ITSELF = Set.of(KeyAction.READ, KeyAction.ROTATE, KeyAction.DELETE);

    private final KeyState state;
    private final OrganizationModel organization;
    private final ApiKeyServices services;

    public KeyHolder(KeyState state, OrganizationModel organization, ApiKeyServices services) {
        this.state = state;
        this.organization = organization;
        this.services = services;
    }

    /** The key that calls. */
    public ApiKey key() {
        return state.key();
    }

    /** No more than the key has itself, from nowhere else, and nothing that outlives it. */
    @Override
    public Authority authority(OrganizationModel ignored) {
        return new Authority(
                new Actor(Actor.Type.API_KEY, key().id(), key().name()),
                state.effective(),
                key().networks(),
                key().expiresAt());
    }

    @Override
    public Stream<OrganizationModel> organizations() {
        return Stream.of(organization);
    }

    @Override
    public OrganizationModel organization(String id) {
        if (!id.equals(organization.getId())) {
            throw new OrganizationNotFoundException();
        }
        return organization;
    }

    @Override
    public Permissions permissions(OrganizationModel ignored) {
        return state.effective();
    }

    @Override
    public List<String> ownActions() {
        return List.of();
    }

    /** A key creates no user keys, not even for its owner. */
    @Override
    public Optional<String> ownerId() {
        return Optional.empty();
    }

    @Override
    public Optional<ApiKey> key(OrganizationModel ignored, String id) {
        return mayManage(organization) || id.equals(key().id())
                ? services.store().findById(key().realmId(), id, Set.of(organization.getId()), null)
                : Optional.empty();
    }

    @Override
    public boolean owns(ApiKey key) {
        return key.id().equals(key().id());
    }

    @Override
    public boolean may(KeyAction action, OrganizationModel ignored, ApiKey key) {
        return (owns(key) && ALWAYS_WITH_ITSELF.contains(action))
                || state.effective().covers(action.permission());
    }

    @Override
    public boolean mayCreate(OrganizationModel ignored, ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT && state.effective().covers(KeyAction.CREATE.permission());
    }

    @Override
    public boolean mayHoldSecret(ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT;
    }
}
