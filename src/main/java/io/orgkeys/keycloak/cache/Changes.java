package io.orgkeys.keycloak.cache;

import java.util.LinkedHashSet;
import java.util.Set;

import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;

import org.jboss.logging.Logger;

/**
 * What a transaction changed. All nodes hear of it after the commit and before the caller gets the answer: earlier, somebody
 * could read what is about to change, and take it for new.
 */
final class Changes extends AbstractKeycloakTransaction {

    /** Under which the nodes of a cluster tell each other. */
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
     * To be called in the transaction of the change, before it commits and before anything else is looked up: from then on
     * this session reads past the cache. Whether it is just before or just after the statement does not matter, because
     * others read what was there before until the commit, and are told after it.
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
            // the change is committed: the other nodes see it when their entries are too old
            LOGGER.errorf(e, "Other nodes could not be told of changed API keys: %s", ids);
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
