package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.Map;

import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;
import org.keycloak.services.resource.RealmResourceProviderFactory;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.storage.UserStorageProviderFactory;

import io.orgkeys.keycloak.it.clock.TestClockFactory;
import io.orgkeys.keycloak.it.federation.LongIdUsersFactory;
import io.orgkeys.keycloak.it.introspection.PlainIntrospectionFactory;
import io.orgkeys.keycloak.it.options.TestOptionsFactory;
import io.orgkeys.keycloak.it.rollback.RollbackListenerFactory;

/**
 * Creates the jar with the providers that only these tests need. As many servers as possible have this jar, because
 * servers with the same jars share the build output of Keycloak, which takes long to create.
 */
final class TestProviders {

    private TestProviders() {}

    /** Returns our provider jar and the jar with these providers, which is created in the directory. */
    static Path[] withOurs(Path directory) {
        return new Path[] {Path.of(System.getProperty("orgkeys.jar", "")), jar(directory)};
    }

    private static Path jar(Path directory) {
        return ProviderJar.of(
                directory.resolve("test-providers.jar"),
                Map.of(
                        RealmResourceProviderFactory.class, TestClockFactory.class,
                        UserStorageProviderFactory.class, LongIdUsersFactory.class,
                        AdminRealmResourceProviderFactory.class, TestOptionsFactory.class,
                        EventListenerProviderFactory.class, RollbackListenerFactory.class,
                        TokenIntrospectionProviderFactory.class, PlainIntrospectionFactory.class));
    }
}
