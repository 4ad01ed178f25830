package io.orgkeys.keycloak.authorization;

import java.util.Optional;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/**
 * The sender of a request about keys. Our REST APIs answer 404 for data that the caller may not see, and 403 for an
 * action that the caller may not perform.
 */
public interface Caller {

    /**
     * Returns the caller as the actor of changes to keys of the organization, and what this actor can grant to keys.
     */
    Authority authority(OrganizationModel organization);

    /**
     * Returns the organization, if the caller may see its keys.
     *
     * @throws RefusedException with ORGANIZATION_NOT_FOUND if the organization does not exist or is hidden from the
     *     caller
     */
    OrganizationModel organization(String id);

    /** Returns the id of the key with which the caller calls; empty if the caller uses no key. */
    default Optional<String> keyId() {
        return Optional.empty();
    }

    /**
     * Returns the caller in its current state. If the caller is an API key, locks the key until the transaction ends,
     * because the key may have been disabled or narrowed while the transaction waited for other locks.
     *
     * @throws RefusedException if the key is no longer valid
     */
    default Caller locked() {
        return this;
    }

    /** Whether the caller owns the key. A caller that is an API key owns only this key. */
    boolean owns(ApiKey key);

    /** Whether the caller may perform the action on the key. Call this method only for keys that the caller may see. */
    boolean may(KeyAction action, OrganizationModel organization, ApiKey key);

    /** Whether the caller may create a key of this type for this owner. */
    boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId);

    /**
     * Whether the caller may see the secret of a key with this type and owner. Only the owner of a user key and
     * administrators who can impersonate the owner can see its secret.
     */
    boolean maySeeSecret(ApiKeyType type, String ownerId);

    /** Refuses the request with FORBIDDEN if the caller may not perform the action on the key. */
    default void require(KeyAction action, OrganizationModel organization, ApiKey key) {
        if (!may(action, organization, key)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You do not have permission to " + action.verb() + " this API key.");
        }
    }

    /**
     * Refuses the request with FORBIDDEN if the caller may not create a key with this type and owner, or may not see
     * the secret of such a key.
     */
    default void requireCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        if (!mayCreate(organization, type, ownerId)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You do not have permission to create " + type.text() + " keys in this organization.");
        }
        requireSecret(type, ownerId);
    }

    /** Refuses the request with FORBIDDEN if the caller may not rotate the key, or may not see its secret. */
    default void requireRotate(OrganizationModel organization, ApiKey key) {
        require(KeyAction.ROTATE, organization, key);
        if (!owns(key)) {
            requireSecret(key.type(), key.ownerId());
        }
    }

    private void requireSecret(ApiKeyType type, String ownerId) {
        if (!maySeeSecret(type, ownerId)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "Only the owner of a user key, or an administrator who can impersonate the owner, can see its"
                            + " secret.");
        }
    }
}
