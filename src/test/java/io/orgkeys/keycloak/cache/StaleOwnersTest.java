package io.orgkeys.keycloak.cache;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.cache.UserCache;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.LoggedWarnings;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Simulates a Keycloak release in which {@link StaleOwners} cannot compare the cached user with the stored user. */
class StaleOwnersTest {

    private final ApiKey key = SampleKey.of(
            new ApiKey.Identity("key", "realm", "acme", ApiKeyType.USER, "alice"),
            Permissions.ofScope("stats:read"),
            null);

    @Test
    void aKeyCanBeReadWithoutTheComparison() {
        UserProvider users = answering(
                UserProvider.class,
                call -> call.name.equals("getUserById") ? answering(UserModel.class, read -> null) : null);
        KeycloakSession session = answering(KeycloakSession.class, call -> switch (call.name) {
            case "getContext" ->
                answering(
                        KeycloakContext.class,
                        read -> read.name.equals("getRealm") ? answering(RealmModel.class, attribute -> null) : null);
            case "users" -> users;
            // getProvider returns a cache of users, but no UserProvider with the id jpa, which would return the stored
            // user
            case "getProvider" ->
                call.arguments.equals(List.of(UserCache.class)) ? answering(UserCache.class, read -> null) : null;
            default -> null;
        });
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            new StaleOwners(session).evict(key);
            new StaleOwners(session).evict(key);
            assertThat(warnings.all()).singleElement().asString().contains("a disabled owner can stay enabled");
        }
    }

    private record Call(String name, List<Object> arguments) {}

    private static <T> T answering(Class<T> type, Function<Call, @Nullable Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(
                        new Call(method.getName(), arguments == null ? List.of() : Arrays.asList(arguments)))));
    }
}
