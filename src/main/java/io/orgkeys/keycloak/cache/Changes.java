package io.orgkeys.keycloak.cache;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;

import io.orgkeys.keycloak.model.KeyChanges;
import org.jboss.logging.Logger;

/**
 * The ids that a transaction has changed. Notifies all nodes after the commit and before the caller gets the response.
 * A notification before the commit would be too early, because a node could then load the old state again and cache it
 * as the current state.
 */
final class Changes extends AbstractKeycloakTransaction {

    private static final Logger LOGGER = Logger.getLogger(Changes.class);

    private final KeycloakSession session;
    private final ApiKeyCache cache;
    private final Map<String, Set<String>> ids = new LinkedHashMap<>();

    Changes(KeycloakSession session, ApiKeyCache cache) {
        this.session = session;
        this.cache = cache;
    }

    /**
     * Adds the id of a changed object. From now on, this session bypasses the cache. Call this method in the
     * transaction of the change, before the commit and before the next lookup. The call can be just before or just
     * after the SQL statement that makes the change, because other sessions see the old state until the commit and are
     * notified after the commit.
     */
    void add(String realmId, String id) {
        if (ids.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(this);
        }
        ids.computeIfAbsent(realmId, unknown -> new LinkedHashSet<>()).add(id);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    @Override
    protected void commitImpl() {
        ids.values().forEach(changed -> changed.forEach(cache::changed));
        KeyChanges changes = new KeyChanges(ids);
        try {
            session.getKeycloakSessionFactory().publish(changes);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.errorf(e, "The change feed of this node was not notified of changed API keys: %s", ids);
        }
        try {
            session.getProvider(ClusterProvider.class)
                    .notify(
                            KeyChanges.CLUSTER_TASK,
                            changes.toLines().stream()
                                    .map(CacheKeyInvalidatedEvent::new)
                                    .toList(),
                            true);
        } catch (RuntimeException | LinkageError e) {
            // do not fail, because the change is committed; the other nodes see it when their cache entries expire
            LOGGER.errorf(e, "Other nodes could not be notified of changed API keys: %s", ids);
        }
    }

    @Override
    protected void rollbackImpl() {
        // if the connection broke during the commit, the database may have committed the changes, so notify the nodes
        // as after a commit
        if (!session.getTransactionManager().getRollbackOnly()) {
            commitImpl();
        }
    }
}
