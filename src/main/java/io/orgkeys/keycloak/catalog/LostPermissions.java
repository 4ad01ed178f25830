package io.orgkeys.keycloak.catalog;

import java.util.Set;
import java.util.TreeSet;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.model.ApiKeyStore;
import org.jboss.logging.Logger;

/**
 * Logs a warning when a change of the catalog takes permissions away from keys, because a configuration tool can delete
 * resources without asking for confirmation. Writes one line for each changed resource, after the commit. Writes
 * nothing if no key loses a permission.
 */
final class LostPermissions extends AbstractKeycloakTransaction {

    private static final Logger LOGGER = Logger.getLogger(LostPermissions.class);

    private final KeycloakSessionFactory sessions;
    private final String realmId;
    private final String resource;
    private final Set<String> actions;
    private final String change;

    private LostPermissions(
            KeycloakSessionFactory sessions, String realmId, String resource, Set<String> actions, String change) {
        this.sessions = sessions;
        this.realmId = realmId;
        this.resource = resource;
        this.actions = actions;
        this.change = change;
    }

    /** Registers the removal of a resource, in the transaction that removes it. */
    static void ofRemoved(ApiResource resource, KeycloakSession session, RealmModel realm) {
        register(resource, resource.actions(), "no longer has the resource " + resource.name(), session, realm);
    }

    /** Registers the change of a resource, in the transaction that changes it. */
    static void ofChanged(ApiResource before, ApiResource after, KeycloakSession session, RealmModel realm) {
        if (!before.name().equals(after.name())) {
            ofRemoved(before, session, realm);
            return;
        }
        Set<String> actions = new TreeSet<>(before.actions());
        actions.removeAll(after.actions());
        register(
                before,
                actions,
                "no longer has the actions " + String.join(", ", actions) + " of the resource " + before.name(),
                session,
                realm);
    }

    private static void register(
            ApiResource resource, Set<String> actions, String change, KeycloakSession session, RealmModel realm) {
        if (!actions.isEmpty()) {
            session.getTransactionManager()
                    .enlistAfterCompletion(new LostPermissions(
                            session.getKeycloakSessionFactory(),
                            realm.getId(),
                            resource.name(),
                            Set.copyOf(actions),
                            "The catalog of the realm " + realm.getName() + " " + change));
        }
    }

    /** Counts the keys only now, because a slow or failed count must not prevent the change. */
    @Override
    protected void commitImpl() {
        try {
            long keys = KeycloakModelUtils.runJobInTransactionWithResult(
                    sessions,
                    session -> session.getProvider(ApiKeyStore.class).keys().countGranted(realmId, resource, actions));
            if (keys > 0) {
                LOGGER.warnf(
                        "%s. API keys that lost a permission by it: %d. They keep the grant, which takes effect again if"
                                + " the catalog has the permission again.",
                        change, keys);
            }
        } catch (RuntimeException e) {
            LOGGER.warnf(e, "%s. The API keys that lost a permission by it could not be counted.", change);
        }
    }

    @Override
    protected void rollbackImpl() {
        // nothing was lost
    }
}
