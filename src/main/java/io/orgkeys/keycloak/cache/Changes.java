package io.orgkeys.keycloak.cache;

import java.util.LinkedHashSet;
import java.util.Set;

import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;

import org.jboss.logging.Logger;

/**
 * The ids that a transaction has changed. Notifies all nodes after the commit and before the caller gets the response.
 * A notification before the commit would be too early: a node could still load the old state and take it for current.
 */
final class Changes extends AbstractKeycloakTransaction {

    /** The name under which nodes notify each other of changes through the cluster provider. */
    static final String CLUSTER_TASK = "org-api-keys-changes";

    private static final Logger LOGGER = Logger.getLogger(Changes.class);

    private final KeycloakSession session;
    private final ApiKeyCache cache;
    private final Set<String> ids = new LinkedHashSet<>();

    Changes(KeycloakSession session, ApiKeyCache cache) {
        this.session = session;
        this.cache = cache;
    }

    /**
     * Adds the id of a change. To be called in the transaction of the change, before it commits and before the next
     * lookup: from then on, this session bypasses the cache. It may be called just before or just after the statement,
     * because other sessions see the old state until the commit and are notified after it.
     */
    void add(String id) {
        if (ids.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(this);
        }
        ids.add(id);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    @Override
    protected void commitImpl() {
        ids.forEach(cache::changed);
        try {
            session.getProvider(ClusterProvider.class)
                    .notify(
                            CLUSTER_TASK,
                            ids.stream().map(CacheKeyInvalidatedEvent::new).toList(),
                            true);
        } catch (RuntimeException e) {
            // the change is committed: the other nodes apply it when their entries expire
            LOGGER.errorf(e, "Other nodes could not be notified of changed API keys: %s", ids);
        }
    }

    @Override
    protected void rollbackImpl() {
        // if the connection broke during the commit, the database may have committed: invalidate as after a commit
        if (!session.getTransactionManager().getRollbackOnly()) {
            commitImpl();
        }
    }
}
