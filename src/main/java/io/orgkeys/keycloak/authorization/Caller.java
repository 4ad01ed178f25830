package io.orgkeys.keycloak.authorization;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** The sender of a request about keys. What a caller may not see is not found; what a caller may not do is forbidden. */
public interface Caller {

    /** The actor and the limits of changes to keys of the organization. */
    Authority authority(OrganizationModel organization);

    /**
     * The organization, if the caller may see its keys.
     *
     * @throws RefusedException with ORGANIZATION_NOT_FOUND also when the caller may not see it
     */
    OrganizationModel organization(String id);

    /** Whether the key is the caller's own. */
    boolean owns(ApiKey key);

    /** Whether the caller may do this to the key. The caller may see the key. */
    boolean may(KeyAction action, OrganizationModel organization, ApiKey key);

    /** Whether the caller may create a key of this type for this owner. */
    boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId);

    /** Whether the caller may see the secret of such a key. That of a user key is for its owner, and for who may impersonate them. */
    boolean mayHoldSecret(ApiKeyType type, String ownerId);

    /** Refuses the request with FORBIDDEN if the caller may not do this to the key. */
    default void require(KeyAction action, OrganizationModel organization, ApiKey key) {
        if (!may(action, organization, key)) {
            throw RequestRefusal.FORBIDDEN.exception("You may not " + action.verb() + " this API key.");
        }
    }

    /** Refuses the request with FORBIDDEN if the caller may not create such a key, or may not see its secret. */
    default void requireCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        if (!mayCreate(organization, type, ownerId)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You may not create " + type.text() + " keys in this organization.");
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
        if (!mayHoldSecret(type, ownerId)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "The secret of a user key is shown to its owner only, or to an administrator who may impersonate the owner.");
        }
    }
}
