package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.services.resource.RealmResourceProviderFactory;

import io.orgkeys.keycloak.it.clock.TestClockFactory;
import io.orgkeys.keycloak.it.rollback.RollbackListenerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProviderJarTest {

    @Test
    void theOrderOfTheFactoriesDoesNotChangeTheJar(@TempDir Path directory) {
        Map<Class<?>, Class<?>> factories = new LinkedHashMap<>();
        factories.put(RealmResourceProviderFactory.class, TestClockFactory.class);
        factories.put(EventListenerProviderFactory.class, RollbackListenerFactory.class);
        Map<Class<?>, Class<?>> reversed = new LinkedHashMap<>();
        reversed.put(EventListenerProviderFactory.class, RollbackListenerFactory.class);
        reversed.put(RealmResourceProviderFactory.class, TestClockFactory.class);

        assertThat(ProviderJar.of(directory.resolve("a.jar"), factories))
                .hasSameBinaryContentAs(ProviderJar.of(directory.resolve("b.jar"), reversed));
    }
}
