package io.orgkeys.keycloak.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.authorization.KeyAction;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Finds the recipients of a mail about a key: the owner of the key, and members who are entitled to update all keys of
 * the organization.
 */
final class Recipients {

    static final int MAX_ADMINISTRATORS = 20;

    /** The maximum number of members that are checked to find administrators, because an organization may be large. */
    private static final int MAX_CHECKED_MEMBERS = 2_000;

    private static final int PAGE = 100;

    private final RealmModel realm;
    private final ApiKeyServices services;

    Recipients(RealmModel realm, ApiKeyServices services) {
        this.realm = realm;
        this.services = services;
    }

    Optional<UserModel> owner(ApiKey key) {
        return key.type() == ApiKeyType.USER ? readable(key.ownerId()).filter(this::isReachable) : Optional.empty();
    }

    private Optional<UserModel> readable(String userId) {
        try {
            return services.memberships().user(userId);
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }

    /** Returns at most {@value #MAX_ADMINISTRATORS} administrators. */
    List<UserModel> administrators(ApiKey key) {
        return services.memberships()
                .organization(key.organizationId())
                .map(this::administrators)
                .orElse(List.of());
    }

    private List<UserModel> administrators(OrganizationModel organization) {
        Permissions update = Permissions.of(List.of(KeyAction.UPDATE.permission()));
        List<UserModel> found = new ArrayList<>();
        for (int first = 0; first < MAX_CHECKED_MEMBERS && found.size() < MAX_ADMINISTRATORS; first += PAGE) {
            List<UserModel> page = services.memberships().someMembers(organization, first, PAGE);
            for (UserModel member : page) {
                if (found.size() < MAX_ADMINISTRATORS
                        && isReachable(member)
                        && isEntitled(member, update, organization)) {
                    found.add(member);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return found;
    }

    /** Returns false also if the roles of the member cannot be read, so that other recipients still get the mail. */
    private boolean isEntitled(UserModel member, Permissions permissions, OrganizationModel organization) {
        try {
            return !services.entitlements()
                    .narrow(permissions, organization, member)
                    .isEmpty();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /**
     * Returns whether a mail can be sent to the user. In a realm that verifies mail addresses, an unverified address
     * may belong to somebody else.
     */
    private boolean isReachable(UserModel user) {
        String address = user.getEmail();
        return user.isEnabled()
                && address != null
                && !address.isBlank()
                && (user.isEmailVerified() || !realm.isVerifyEmail());
    }
}
