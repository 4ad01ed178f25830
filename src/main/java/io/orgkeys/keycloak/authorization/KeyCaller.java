package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * A program that calls with an API key. The effective permissions {@code apiKeys:*} of the key apply, in the
 * organization of the key. A key may always read, rotate and revoke itself. It may create bot keys only.
 */
public final class KeyCaller implements AccountCaller {

    private static final Set<KeyAction> ALLOWED_ON_ITSELF = Set.of(KeyAction.READ, KeyAction.ROTATE, KeyAction.DELETE);

    private final ApiKey key;
    private final SecretDigest presented;
    private final Permissions effective;
    private final OrganizationModel organization;
    private final ApiKeyServices services;

    /** @param presented the digest of the secret in the request */
    public KeyCaller(KeyState state, SecretDigest presented, OrganizationModel organization, ApiKeyServices services) {
        this.key = state.key();
        this.presented = presented;
        this.effective = state.effective();
        this.organization = organization;
        this.services = services;
    }

    /** Whether the key may call the account REST API. A key without any effective permission may still read itself. */
    public static boolean isAccepted(Verification verification) {
        return verification.isGranted() || verification.refusal() == KeyRefusal.INSUFFICIENT_PERMISSIONS;
    }

    /** Returns the exception for a key that {@link #isAccepted} does not accept. */
    public static RefusedException refusal(Verification refused) {
        RetryAfter retryAfter = refused.retryAfter();
        return retryAfter == null
                ? Objects.requireNonNull(refused.refusal()).exception(refused.detail())
                : new TooManyRequestsException(retryAfter);
    }

    @Override
    public KeyCaller current(OrganizationModel ignored) {
        return current();
    }

    /**
     * Like {@link #current(OrganizationModel)}, without the organization, because a key belongs to exactly one
     * organization.
     */
    public KeyCaller current() {
        return accepted(services.verifier().recheck(EntryPoint.ACCOUNT, presented));
    }

    @Override
    public Optional<String> keyId() {
        return Optional.of(key.id());
    }

    @Override
    public KeyCaller locked() {
        return accepted(services.verifier().recheckLocked(EntryPoint.ACCOUNT, key.id(), presented));
    }

    private KeyCaller accepted(Verification verification) {
        if (!isAccepted(verification)) {
            throw refusal(verification);
        }
        return new KeyCaller(Objects.requireNonNull(verification.state()), presented, organization, services);
    }

    public ApiKey key() {
        return key;
    }

    /** Returns an authority that is limited to the permissions, networks and expiry of the key. */
    @Override
    public Authority authority(OrganizationModel ignored) {
        return new Authority(
                new Actor(Actor.Type.API_KEY, key().id(), key().content().name()),
                effective,
                key().content().networks(),
                key().content().expiresAt());
    }

    @Override
    public Stream<OrganizationModel> organizations() {
        return Stream.of(organization);
    }

    @Override
    public OrganizationModel organization(String id) {
        if (!id.equals(organization.getId())) {
            throw RequestRefusal.ORGANIZATION_NOT_FOUND.exception();
        }
        return organization;
    }

    @Override
    public Permissions permissions(OrganizationModel ignored) {
        return effective;
    }

    @Override
    public List<String> ownActions() {
        return List.of();
    }

    /** Returns empty, because a key may not create user keys, not even for its owner. */
    @Override
    public Optional<String> ownerId() {
        return Optional.empty();
    }

    @Override
    public Optional<ApiKey> key(OrganizationModel ignored, String id) {
        return mayManage(organization) || id.equals(key().id())
                ? services.store().keys().findById(key().realmId(), id, Set.of(organization.getId()), null)
                : Optional.empty();
    }

    @Override
    public boolean owns(ApiKey key) {
        return key.id().equals(key().id());
    }

    @Override
    public boolean may(KeyAction action, OrganizationModel ignored, ApiKey key) {
        return (owns(key) && ALLOWED_ON_ITSELF.contains(action)) || effective.covers(action.permission());
    }

    @Override
    public boolean mayCreate(OrganizationModel ignored, ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT && effective.covers(KeyAction.CREATE.permission());
    }

    @Override
    public boolean maySeeSecret(ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT;
    }
}
