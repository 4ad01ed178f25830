package io.orgkeys.keycloak.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import org.keycloak.cluster.ClusterEvent;
import org.keycloak.cluster.ClusterListener;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.cluster.ExecutionResult;
import org.keycloak.models.cache.infinispan.events.UserUpdatedEvent;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CacheListenersTest {

    private static final String TASK = "USER_INVALIDATION_EVENTS";
    private static final String USER = "11111111-1111-4111-8111-111111111111";

    private final Clocks clocks = new Clocks();
    private final ChangeLog log = new ChangeLog(100, clocks::nanoTime, clocks::millis);
    private final HeardEvents events =
            new HeardEvents(log, new WatchedRealms(log, realm -> "", clocks::nanoTime, () -> {}));

    CacheListenersTest() {
        log.start();
        clocks.pass(60_000);
    }

    @Test
    void hearsTheMessagesOfOtherNodesWithAnExternalInfinispan() {
        Listeners cluster = new Listeners();
        CacheListeners.listen(cluster, events);
        Objects.requireNonNull(cluster.byTask.get(TASK))
                .eventReceived(UserUpdatedEvent.create(USER, "jane", "jane@example.com", "r"));
        assertThat(log.read("r", 2_000, Long.MAX_VALUE, id -> true).ids()).containsExactly(USER);
        assertThat(cluster.byTask.keySet()).containsExactlyInAnyOrderElementsOf(HeardEvents.TASKS);
    }

    /** A cluster provider that only remembers its listeners. */
    private static final class Listeners implements ClusterProvider {

        private final Map<String, ClusterListener> byTask = new HashMap<>();

        @Override
        public void registerListener(String task, ClusterListener listener) {
            byTask.put(task, listener);
        }

        @Override
        public int getClusterStartupTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> ExecutionResult<T> executeIfNotExecuted(String task, int timeout, Callable<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("rawtypes") // as in the interface
        public Future<Boolean> executeIfNotExecutedAsync(String task, int timeout, Callable work) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("removal") // as in the interface
        public void notify(String task, ClusterEvent event, boolean ignoreSender, DCNotify where) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
