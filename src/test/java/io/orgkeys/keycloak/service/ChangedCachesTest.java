package io.orgkeys.keycloak.service;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.cache.infinispan.CachedCount;
import org.keycloak.models.cache.infinispan.RealmCacheManager;
import org.keycloak.models.cache.infinispan.RealmCacheSession;
import org.keycloak.models.cache.infinispan.UserCacheManager;
import org.keycloak.models.cache.infinispan.UserCacheSession;
import org.keycloak.models.cache.infinispan.entities.CachedUser;
import org.keycloak.models.cache.infinispan.entities.Revisioned;
import org.keycloak.models.cache.infinispan.organization.CachedOrganization;
import org.keycloak.models.cache.infinispan.organization.CachedOrganizationIds;

import io.orgkeys.keycloak.model.LoggedWarnings;
import org.infinispan.AdvancedCache;
import org.infinispan.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the classes that read Keycloak's caches, with the caches of Keycloak 26.7 and with caches as another release
 * might change them. If the caches have changed, the classes return no entry, so their callers use Keycloak's
 * providers.
 */
class ChangedCachesTest {

    private static final String CACHES = "org.keycloak.models.cache.infinispan.";

    private static final String ALL = "organization=true user=true member=true count=true";
    private static final String NOTHING = "organization=false user=false member=false count=false";

    private final Map<Class<?>, Object> providers = new HashMap<>();
    private final AtomicInteger searches = new AtomicInteger();

    private final RealmModel realm = answering(RealmModel.class, (method, argument) -> switch (method) {
        case "getId" -> "realm";
        case "isOrganizationsEnabled" -> true;
        case "getClientByClientId" -> {
            searches.incrementAndGet();
            yield "billing".equals(argument) ? answering(ClientModel.class, (name, none) -> null) : null;
        }
        default -> null;
    });

    private final KeycloakSession session = answering(KeycloakSession.class, (method, argument) -> switch (method) {
        case "getProvider" -> providers.get(argument);
        case "getContext" -> answering(KeycloakContext.class, (name, none) -> name.equals("getRealm") ? realm : null);
        case "getTransactionManager" -> answering(KeycloakTransactionManager.class, (name, none) -> null);
        default -> null;
    });

    @Test
    void theCachesOfKeycloak267AreRead() {
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            assertThat(read(new ChangedKeycloak())).isEqualTo(ALL);
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void missingClassesAreAsNoEntryAndLoggedOnceByEachReader() {
        otherCaches();
        Function<KeycloakSession, String> reading =
                new ChangedKeycloak().without(CACHES).load(Reading.class);
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            assertThat(reading.apply(session)).isEqualTo(NOTHING);
            assertThat(reading.apply(session)).isEqualTo(NOTHING);
            assertThat(warnings.all()).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void aMissingMethodOfTheCacheIsAsNoEntry() {
        assertThat(read(new ChangedKeycloak()
                        .renaming(CACHES + "RealmCacheSession", "getCache", "ourCache")
                        .renaming(CACHES + "UserCacheSession", "getCache", "ourCache")))
                .isEqualTo(NOTHING);
    }

    @Test
    void aMissingMethodOfAnEntryIsAsNoEntry() {
        assertThat(read(new ChangedKeycloak()
                        .renaming(CACHES + "organization.CachedOrganization", "getRealm", "anyRealm")
                        .renaming(CACHES + "organization.CachedOrganizationIds", "getOrgIds", "anyOrgIds")))
                .isEqualTo("organization=false user=false member=false count=true");
    }

    @Test
    void aMissingConstructorIsAsNoEntry() {
        assertThat(read(new ChangedKeycloak().without(CACHES + "UserAdapter")))
                .isEqualTo("organization=true user=false member=true count=true");
    }

    @Test
    void cachesOfAnotherTypeHaveNoEntries() {
        providers.put(CacheRealmProvider.class, answering(UserCache.class, (method, argument) -> null));
        providers.put(UserCache.class, answering(CacheRealmProvider.class, (method, argument) -> null));
        assertThat(new ChangedKeycloak().load(Reading.class).apply(session)).isEqualTo(NOTHING);
    }

    @Test
    void aMissingClientIsSearchedOnce() {
        ChangedKeycloak keycloak = new ChangedKeycloak();
        providers.putAll(keycloak.load(FilledCaches.class).apply(session));
        Function<KeycloakSession, String> search = keycloak.load(Search.class);
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
            assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
            assertThat(warnings.all()).isEmpty();
        }
        assertThat(searches).hasValue(3);
    }

    @Test
    void clientsAreSearchedEachTimeIfClassesOfTheCacheAreMissing() {
        otherCaches();
        Function<KeycloakSession, String> search =
                new ChangedKeycloak().without(CACHES).load(Search.class);
        assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
        assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
        assertThat(searches).hasValue(4);
    }

    @Test
    void clientsAreSearchedEachTimeIfMethodsOfTheCacheAreMissing() {
        for (String method : List.of("getCurrentRevision", "addRevisioned")) {
            searches.set(0);
            ChangedKeycloak keycloak =
                    new ChangedKeycloak().renaming(CACHES + "CacheManager", method, "x" + method.substring(1));
            providers.putAll(keycloak.load(FilledCaches.class).apply(session));
            Function<KeycloakSession, String> search = keycloak.load(Search.class);
            assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
            assertThat(search.apply(session)).isEqualTo("billing=true missing=false");
            assertThat(searches).as(method).hasValue(4);
        }
    }

    /** Replaces Keycloak's caches with caches of other classes. */
    private void otherCaches() {
        providers.put(CacheRealmProvider.class, answering(CacheRealmProvider.class, (method, argument) -> null));
        providers.put(UserCache.class, answering(UserCache.class, (method, argument) -> null));
    }

    private String read(ChangedKeycloak keycloak) {
        providers.putAll(keycloak.load(FilledCaches.class).apply(session));
        return keycloak.load(Reading.class).apply(session);
    }

    /** Fills the caches with the organization {@code acme} and its member {@code alice}. */
    static final class FilledCaches implements Function<KeycloakSession, Map<Class<?>, Object>> {

        @Override
        public Map<Class<?>, Object> apply(KeycloakSession session) {
            RealmModel realm = session.getContext().getRealm();
            OrganizationModel acme = answering(OrganizationModel.class, (method, argument) -> switch (method) {
                case "getId", "getAlias" -> "acme";
                case "isEnabled" -> true;
                default -> null;
            });
            UserModel alice = answering(UserModel.class, (method, argument) -> method.equals("getId") ? "alice" : null);
            return Map.of(
                    CacheRealmProvider.class,
                    new RealmCacheSession(
                            new RealmCacheManager(
                                    cache(
                                            new CachedOrganization(0L, realm, acme, domain -> {}),
                                            new CachedCount(0L, realm, "realm.org.count", 1)),
                                    cache()),
                            session),
                    UserCache.class,
                    new UserCacheSession(
                            new UserCacheManager(
                                    cache(
                                            new CachedUser(0L, realm, alice, 0),
                                            new CachedOrganizationIds(
                                                    0L, "realm.org.member.alice.orgs", realm, Stream.of(acme))),
                                    cache()),
                            session));
        }

        /**
         * Returns one of the two maps of a cache: the map of these entries, or if there are none, the map of revisions,
         * which are all 0.
         */
        @SuppressWarnings("unchecked") // a proxy has no type arguments
        private static <T> Cache<String, T> cache(Revisioned... entries) {
            Map<Object, Object> map = new ConcurrentHashMap<>();
            for (Revisioned entry : entries) {
                map.put(entry.getId(), entry);
            }
            Object cache = Proxy.newProxyInstance(
                    AdvancedCache.class.getClassLoader(),
                    new Class<?>[] {AdvancedCache.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "get" -> entries.length == 0 ? (Object) 0L : map.get(arguments[0]);
                        case "put", "putForExternalRead" -> map.put(arguments[0], arguments[1]);
                        case "startBatch", "lock" -> true;
                        case "getAdvancedCache", "withFlags" -> proxy;
                        default -> null;
                    });
            return (Cache<String, T>) cache;
        }
    }

    static final class Reading implements Function<KeycloakSession, String> {

        @Override
        public String apply(KeycloakSession session) {
            CachedMembers members = new CachedMembers(session);
            return "organization="
                    + new CachedOrganizations(session).find("acme").isPresent()
                    + " user=" + members.find("alice").isPresent()
                    + " member=" + members.isMember("acme", "alice")
                    + " count="
                    + AbsentOrganizations.cachedCount(session, "realm").isPresent();
        }
    }

    static final class Search implements Function<KeycloakSession, String> {

        @Override
        public String apply(KeycloakSession session) {
            MissingClients clients =
                    new MissingClients(session, session.getContext().getRealm());
            return "billing=" + clients.find("billing").isPresent() + " missing="
                    + clients.find("missing").isPresent();
        }
    }

    /** Returns an object that answers each call by the name of the method and its first argument. */
    private static <T> T answering(Class<T> type, BiFunction<String, @Nullable Object, @Nullable Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.apply(method.getName(), arguments == null ? null : arguments[0]);
                    return answer == null ? nothing(method.getReturnType()) : answer;
                }));
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == Map.class) {
            return Map.of();
        }
        return type == Stream.class ? Stream.empty() : null;
    }
}
