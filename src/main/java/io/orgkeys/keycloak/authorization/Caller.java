package io.orgkeys.keycloak.authorization;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** Whoever sends a request about keys. What they may not see reads as not found, what they may not do as not allowed. */
public interface Caller {

    /** In whose name, and within which bounds, the caller creates and changes keys of the organization. */
    Authority authority(OrganizationModel organization);

    /**
     * The organization, if the caller may see its keys.
     *
     * @throws RefusedException with ORGANIZATION_NOT_FOUND also when the caller may not see it
     */
    OrganizationModel organization(String id);

    /** Whether the key is the caller's own. */
    boolean owns(ApiKey key);

    /** Whether the caller may do this to this key, which they may see. */
    boolean may(KeyAction action, OrganizationModel organization, ApiKey key);

    /** Whether the caller may create a key of this type for this owner. */
    boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId);

    /** Whether the caller may get to see the secret of somebody's key: of a user key only its owner, or who may be the owner. */
    boolean mayHoldSecret(ApiKeyType type, String ownerId);

    /**
     * Throws when the caller may not do this to the key.
     *
     * @throws RefusedException with FORBIDDEN for a key that the caller may see
     */
    default void require(KeyAction action, OrganizationModel organization, ApiKey key) {
        if (!may(action, organization, key)) {
            throw new RefusedException(RequestRefusal.FORBIDDEN, "You may not " + action.verb() + " this API key.");
        }
    }

    /**
     * Throws when the caller may not create such a key, or may not get to see its secret.
     *
     * @throws RefusedException with FORBIDDEN in an organization that the caller may see
     */
    default void requireCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        if (!mayCreate(organization, type, ownerId)) {
            throw new RefusedException(
                    RequestRefusal.FORBIDDEN, "You may not create " + type.text() + " keys in this organization.");
        }
        requireSecret(type, ownerId);
    }

    /**
     * Throws when the caller may not rotate the key, or may not get to see its secret.
     *
     * @throws RefusedException with FORBIDDEN for a key that the caller may see
     */
    default void requireRotate(OrganizationModel organization, ApiKey key) {
        require(KeyAction.ROTATE, organization, key);
        if (!owns(key)) {
            requireSecret(key.type(), key.ownerId());
        }
    }

    private void requireSecret(ApiKeyType type, String ownerId) {
        if (!mayHoldSecret(type, ownerId)) {
            throw new RefusedException(
                    RequestRefusal.FORBIDDEN,
                    "The secret of a user key is shown to its owner only, or to an administrator who may impersonate the owner.");
        }
    }
}
