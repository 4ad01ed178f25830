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

/** The recipients of a mail about a key: its owner, and members who may update all keys of the organization. */
final class Recipients {

    static final int MOST = 20;

    /** Bounds the search for administrators in a large organization. */
    private static final int LOOKED_AT = 2_000;

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

    /** At most {@value #MOST}. */
    List<UserModel> administrators(ApiKey key) {
        return services.memberships()
                .organization(key.organizationId())
                .map(this::administrators)
                .orElse(List.of());
    }

    private List<UserModel> administrators(OrganizationModel organization) {
        Permissions update = Permissions.of(List.of(KeyAction.UPDATE.permission()));
        List<UserModel> found = new ArrayList<>();
        for (int first = 0; first < LOOKED_AT && found.size() < MOST; first += PAGE) {
            List<UserModel> page = services.memberships().someMembers(organization, first, PAGE);
            for (UserModel member : page) {
                if (found.size() < MOST && isReachable(member) && isEntitled(member, update, organization)) {
                    found.add(member);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return found;
    }

    /** A member whose roles cannot be read gets no mail; the others do. */
    private boolean isEntitled(UserModel member, Permissions permissions, OrganizationModel organization) {
        try {
            return !services.entitlements()
                    .narrow(permissions, organization, member)
                    .isEmpty();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** In a realm that verifies addresses, an unverified address may belong to anybody. */
    private boolean isReachable(UserModel user) {
        String address = user.getEmail();
        return user.isEnabled()
                && address != null
                && !address.isBlank()
                && (user.isEmailVerified() || !realm.isVerifyEmail());
    }
}
