package io.orgkeys.keycloak.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.persistence.EntityManager;

import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.OrganizationEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.representations.idm.MembershipType;
import org.keycloak.services.DefaultKeycloakTransactionManager;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyConditions;
import io.orgkeys.keycloak.model.KeyLimitReachedException;
import io.orgkeys.keycloak.model.KeyOrder;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.KillSwitchState;
import io.orgkeys.keycloak.model.KillSwitchStore;
import io.orgkeys.keycloak.model.KillSwitchTarget;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.PermissionSources;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.model.Rotation;
import io.orgkeys.keycloak.model.SampleKey;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoredKeys;
import io.orgkeys.keycloak.model.TimeRange;
import io.orgkeys.keycloak.model.Tombstone;
import io.orgkeys.keycloak.model.UpkeepStore;
import io.orgkeys.keycloak.model.UsageStore;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls every method of the store, with lists of the maximum length, and checks the results. The database must be
 * empty.
 */
final class StoreTour {

    /** The maximum size of a page, and the number of rows that a job deletes in one transaction. */
    private static final int MANY = 1_000;

    /** The maximum number of secrets in one request. */
    static final int SECRETS = 500;

    private static final String REALM = "realm";
    private static final String ORGANIZATION = "organization";
    private static final String GROUP = "group";
    private static final String MEMBER = "member";
    private static final String FEDERATED_MEMBER = "f:storage:member";

    /** The peppers of the second part of the tour. The first part uses only the last of them. */
    private static final List<String> PEPPERS = List.of("p4", "p3", "p2", "p1", Pepper.NONE);

    private static final Instant CREATED = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Instant LATER = CREATED.plusSeconds(60);
    private static final Instant EXPIRY = CREATED.plus(Duration.ofDays(30));
    private static final Instant END = CREATED.plus(Duration.ofDays(400));

    private static final Actor ADMINISTRATOR =
            new Actor(Actor.Type.USER, "admin", "Ådmin", new Actor.Impersonator("root", "Röot"));

    private final SessionFactory sessions;
    private final RecordedConnections connections;
    private final UnaryOperator<EntityManager> observed;
    private final PepperUpgrades upgrades;
    private final StoredKeys keys = inTransactions(StoredKeys.class, ApiKeyStore::keys);
    private final UsageStore usage = inTransactions(UsageStore.class, ApiKeyStore::usage);
    private final UpkeepStore upkeep = inTransactions(UpkeepStore.class, ApiKeyStore::upkeep);
    private final PermissionSources permissionSources =
            inTransactions(PermissionSources.class, ApiKeyStore::permissionSources);
    private final KillSwitchStore killSwitch = inTransactions(KillSwitchStore.class, ApiKeyStore::killSwitch);
    private List<String> peppers = List.of(Pepper.NONE);
    private int issued;

    /** @param observed wraps each entity manager that the tour uses */
    StoreTour(SessionFactory sessions, RecordedConnections connections, UnaryOperator<EntityManager> observed) {
        this.sessions = sessions;
        this.connections = connections;
        this.observed = observed;
        ScheduledThreadPoolExecutor stopped =
                new ScheduledThreadPoolExecutor(1, Thread::new, new ThreadPoolExecutor.DiscardPolicy());
        stopped.shutdownNow();
        this.upgrades = new PepperUpgrades(stopped, (KeycloakSessionFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeycloakSessionFactory.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    void run() {
        createOwners();
        readsPermissionSources();
        SecretDigest first = secret();
        ApiKey bot = keys.insert(newKey(ApiKeyType.BOT, ORGANIZATION, "Bot [eu] 鍵", ADMINISTRATOR), first, 5);
        findsKeys(bot, first);
        peppers = PEPPERS;
        upgradesPeppers(bot, first);
        ApiKey user = createsUserKeys();
        createsWithAKey(user);
        refusesTooManyKeys();
        updatesAndRotates(bot);
        locksWhatAnotherTransactionChanged(user);
        countsUsage(bot);
        doesUpkeep();
        keepsTombstones(bot);
        deletes(user);
        deletesManyKeys();
    }

    private void createOwners() {
        inTransaction(em -> {
            OrganizationEntity organization = new OrganizationEntity();
            organization.setId(ORGANIZATION);
            organization.setRealmId(REALM);
            organization.setName("Organization");
            organization.setAlias("organization");
            organization.setGroupId(GROUP);
            em.persist(organization);
            UserEntity user = new UserEntity();
            user.setId(MEMBER);
            user.setRealmId(REALM);
            user.setUsername("member");
            em.persist(user);
            UserGroupMembershipEntity membership = new UserGroupMembershipEntity();
            membership.setUser(user);
            membership.setGroupId(GROUP);
            membership.setMembershipType(MembershipType.UNMANAGED);
            em.persist(membership);
            FederatedUserGroupMembershipEntity federated = new FederatedUserGroupMembershipEntity();
            federated.setUserId(FEDERATED_MEMBER);
            federated.setGroupId(GROUP);
            federated.setRealmId(REALM);
            federated.setStorageProviderId("storage");
            em.persist(federated);
            return organization;
        });
    }

    private void readsPermissionSources() {
        inTransaction(em -> {
            for (String id : List.of("needed", "composite", "outer", "unrelated")) {
                RoleEntity role = new RoleEntity();
                role.setId(id);
                role.setName("name of " + id);
                role.setRealmId(REALM);
                em.persist(role);
            }
            for (String id : List.of("top", "sub", "subsub", "other")) {
                GroupEntity group = new GroupEntity();
                group.setId(id);
                group.setName(id);
                group.setRealm(REALM);
                group.setParentId(
                        switch (id) {
                            case "sub" -> "top";
                            case "subsub" -> "sub";
                            default -> GroupEntity.TOP_PARENT_ID;
                        });
                em.persist(group);
            }
            GroupRoleMappingEntity mapping = new GroupRoleMappingEntity();
            mapping.setGroup(em.find(GroupEntity.class, "top"));
            mapping.setRoleId("outer");
            em.persist(mapping);
            em.flush();
            for (String[] composite : new String[][] {{"composite", "needed"}, {"outer", "composite"}}) {
                em.createNativeQuery("insert into COMPOSITE_ROLE (COMPOSITE, CHILD_ROLE) values (?, ?)")
                        .setParameter(1, composite[0])
                        .setParameter(2, composite[1])
                        .executeUpdate();
            }
            return mapping;
        });
        assertThat(permissionSources.ofRoles(List.of("needed", "missing")))
                .containsExactlyInAnyOrder(
                        "role needed name of needed",
                        "role composite name of composite",
                        "role outer name of outer",
                        "composite composite needed",
                        "composite outer composite",
                        "group top outer",
                        "subgroup sub top",
                        "subgroup subsub sub");
        assertThat(permissionSources.ofRoles(List.of())).isEmpty();
        assertThat(permissionSources.disabledOrganizations(REALM)).containsExactly(ORGANIZATION);
        assertThat(permissionSources.disabledOrganizations("another")).isEmpty();
    }

    private void findsKeys(ApiKey bot, SecretDigest secret) {
        Optional<IssuedSecret> bySecret =
                call(store -> store.lookUp(REALM, secret.sha256()).find());
        assertThat(bySecret).map(IssuedSecret::key).contains(bot);
        Optional<IssuedSecret> byIssue = call(store -> store.findByIssue(REALM, bot.id(), CREATED));
        assertThat(byIssue).map(IssuedSecret::key).contains(bot);
        assertThat(keys.findById(REALM, bot.id())).contains(bot);
        assertThat(keys.findByIds(REALM, List.of(bot.id(), "another"))).containsExactly(bot);
        assertThat(keys.findByIds("another", List.of(bot.id()))).isEmpty();
        assertThat(keys.findById(REALM, bot.id(), Set.of(ORGANIZATION, "another"), null))
                .contains(bot);
        assertThat(keys.findById(REALM, bot.id(), Set.of(), "another")).isEmpty();
        for (String search : List.of("bot [eu", "*[eu]*", "\"bot [eu] 鍵\"", bot.id())) {
            ApiKeyQuery query = query(ApiKeyType.BOT, search, 0);
            assertThat(keys.find(query)).as(search).containsExactly(bot);
            assertThat(keys.count(query)).isEqualTo(1);
        }
        assertThat(keys.find(query(ApiKeyType.BOT, "bot e", 0))).isEmpty();
        assertThat(keys.countGranted(REALM, "stats", Set.of("read", "write", "delete")))
                .isEqualTo(keys.count(query(ApiKeyType.BOT, null, 0)) + keys.count(query(ApiKeyType.USER, null, 0)));
        assertThat(keys.countGranted(REALM, "stats", Set.of("delete"))).isZero();
        assertThat(keys.find(query(ApiKeyType.BOT, "bot", 1))).isEmpty();
        findsKeysInEachOrder(bot);
    }

    private void findsKeysInEachOrder(ApiKey bot) {
        TimeRange range = new TimeRange(CREATED, END);
        for (KeyOrder.Field field : KeyOrder.Field.values()) {
            for (boolean descending : new boolean[] {false, true}) {
                ApiKeyQuery query = ordered(
                        new KeyConditions(
                                range,
                                range,
                                TimeRange.ALL,
                                true,
                                new Permission("stats", "read"),
                                Map.of("plan", "プロ", "region", "eu"),
                                false),
                        new KeyOrder(field, descending));
                assertThat(keys.find(query)).containsExactly(bot);
                assertThat(keys.find(query.next(bot, MANY))).isEmpty();
                assertThat(keys.count(query)).isEqualTo(1);
            }
        }
        assertThat(keys.find(ordered(
                        new KeyConditions(TimeRange.ALL, TimeRange.ALL, range, false, null, Map.of(), true),
                        KeyOrder.BY_NAME)))
                .isEmpty();
    }

    private static ApiKeyQuery ordered(KeyConditions conditions, KeyOrder order) {
        return new ApiKeyQuery(
                REALM, null, null, null, null, null, null, CREATED, null, conditions, order, null, 0, MANY);
    }

    private static ApiKeyQuery query(ApiKeyType type, @Nullable String search, int first) {
        return new ApiKeyQuery(
                REALM,
                Set.of(ORGANIZATION, "another"),
                null,
                ADMINISTRATOR.id(),
                type,
                true,
                false,
                CREATED,
                search,
                first,
                MANY);
    }

    private void upgradesPeppers(ApiKey bot, SecretDigest secret) {
        Optional<IssuedSecret> underOldPepper =
                call(store -> store.lookUp(REALM, secret.sha256()).find());
        assertThat(underOldPepper).isPresent();
        ApiKeySecretEntity row = inTransaction(
                em -> em.createQuery("select s from ApiKeySecretEntity s join fetch s.key", ApiKeySecretEntity.class)
                        .getSingleResult());
        Pepper newest = configured().newest();
        String digest = newest.digest(secret.sha256());
        run(em -> PepperUpgrades.write(
                em,
                List.of(new PepperUpgrades.Upgrade(
                        row.id, bot.id(), REALM, row.digest, digest, newest.column(), newest.seal(row.key, digest)))));
        run(em -> new SecretsByPepper().count(em, configured(), CREATED.toEpochMilli()));
        assertThat(keys.findBySecrets(REALM, secrets(secret.sha256()))).containsOnlyKeys(secret.sha256());
        assertThat(keys.findTaken(REALM, secrets(secret.sha256()))).containsExactly(secret.sha256());
        run(StorableCharacters::read);
    }

    /** Returns as many secrets as one request can contain, including this one. */
    private static Set<String> secrets(String sha256) {
        return Stream.concat(Stream.of(sha256), IntStream.range(1, SECRETS).mapToObj("%064x"::formatted))
                .collect(Collectors.toSet());
    }

    private ApiKey createsUserKeys() {
        ApiKey key = newKey(ApiKeyType.USER, MEMBER, "mine", new Actor(Actor.Type.USER, MEMBER, "member"));
        SecretDigest secret = secret();
        return call(store -> {
            assertThat(store.keys().lockMembership(ORGANIZATION, MEMBER)).isTrue();
            assertThat(store.keys().lockMembership(ORGANIZATION, FEDERATED_MEMBER))
                    .isTrue();
            ApiKey inserted = store.keys().insert(key, secret, 5);
            // must not wait for the lock of a membership, because this transaction has locked the organization
            assertThat(store.keys().lockMembership(ORGANIZATION, FEDERATED_MEMBER))
                    .isTrue();
            assertThat(store.keys().lockMembership(ORGANIZATION, "nobody")).isFalse();
            assertThat(store.keys().lockMembership("nowhere", MEMBER)).isFalse();
            return inserted;
        });
    }

    private void createsWithAKey(ApiKey creator) {
        ApiKey key = newKey(ApiKeyType.USER, MEMBER, "made", new Actor(Actor.Type.API_KEY, creator.id(), "mine"));
        SecretDigest secret = secret();
        assertThat(keys.insert(key, secret, 5)).isEqualTo(key);
    }

    private void refusesTooManyKeys() {
        SecretDigest secret = secret();
        assertThatExceptionOfType(KeyLimitReachedException.class)
                .isThrownBy(
                        () -> keys.insert(newKey(ApiKeyType.BOT, ORGANIZATION, "too many", ADMINISTRATOR), secret, 1));
    }

    private void updatesAndRotates(ApiKey bot) {
        SecretDigest second = secret();
        SecretDigest third = secret();
        ApiKeyContent renamed = new ApiKeyContent(
                SampleKey.texts("Нове ім'я"),
                Permissions.none(),
                Networks.ANYWHERE,
                Attributes.of(Map.of("plan", List.of("free", "プロ"), "Plan", List.of("free"))),
                true,
                EXPIRY.plusSeconds(1));
        ApiKey updated = keys.update(locked(bot).with(renamed, LATER), Duration.ofDays(1));
        assertThat(updated.content()).isEqualTo(renamed);
        keys.rotate(locked(bot), new Rotation(second, null, END, null));
        assertThat(keys.findRotating(REALM, bot.id(), second.sha256())).isPresent();
        keys.rotate(locked(bot), new Rotation(third, second.sha256(), END, LATER));
        keys.recordFirstUse(REALM, bot.id(), LATER, LATER);
        ApiKey rotated = locked(bot);
        assertThat(rotated.content()).isEqualTo(renamed);
        assertThat(rotated.secret().formerRetiresAt()).isEqualTo(END);
        assertThat(keys.endFormerSecret(rotated).secret().formerRetiresAt()).isNull();
        assertThat(locked(bot).secret().formerRetiresAt()).isNull();
    }

    private ApiKey locked(ApiKey key) {
        return keys.lock(REALM, key.id()).orElseThrow();
    }

    private void locksWhatAnotherTransactionChanged(ApiKey key) {
        connections.readStaleVersions(true);
        assertThat(keys.lock(REALM, key.id())).contains(key);
        connections.readStaleVersions(false);
    }

    private void countsUsage(ApiKey key) {
        List<HourOfUsage> hours = new ArrayList<>();
        hours.add(new HourOfUsage(key.id(), CREATED, 1, 2, refused(2), LATER));
        IntStream.range(1, SECRETS)
                .forEach(i -> hours.add(new HourOfUsage(
                        UUID.randomUUID().toString(),
                        CREATED.plus(Duration.ofHours(i)),
                        1,
                        0,
                        RefusalCounts.NONE,
                        LATER)));
        usage.add("node", hours);
        usage.add("node", hours);
        assertThat(usage.find(key.id(), CREATED, LATER))
                .containsExactly(new HourOfUsage(key.id(), CREATED, 2, 4, refused(4), null));
        sql("insert into ORG_API_KEY_USAGE (KEY_ID, HOUR_START, NODE_ID, ALLOWED, REFUSED)"
                + " select concat('deleted-', X), 0, 'node', 1, 1 from SYSTEM_RANGE(1, " + (MANY + 1) + ") as R(X)");
        sql("insert into ORG_API_KEY_REFUSAL (KEY_ID, HOUR_START, NODE_ID, REASON, REFUSED)"
                + " values ('deleted', 0, 'node', 'expired_key', 1)");
        assertThat(usage.prune(LATER)).isEqualTo(MANY + 2);
        run(em -> assertThat(em.createQuery("select r from ApiKeyRefusalEntity r", ApiKeyRefusalEntity.class)
                        .getResultList())
                .isEmpty());
    }

    private static RefusalCounts refused(long count) {
        return new RefusalCounts(Map.of(KeyRefusal.EXPIRED_KEY, count));
    }

    private void doesUpkeep() {
        List<DueNotice> due = upkeep.findDueNotices(REALM, END, 10);
        assertThat(due).hasSize(3);
        assertThat(upkeep.claim(due.get(0), null)).isTrue();
        assertThat(upkeep.claim(due.get(0), null)).isFalse();
        List<ApiKey> idle = upkeep.findIdle(REALM, ApiKeyType.USER, END, 1);
        assertThat(idle).hasSize(1);
        upkeep.recordActive(idle.get(0), END);
        assertThat(upkeep.findIdle(REALM, ApiKeyType.USER, END, 10)).hasSize(1);
    }

    private void keepsTombstones(ApiKey bot) {
        SecretDigest leaked = secret();
        keys.addTombstone(REALM, leaked.sha256(), Tombstone.ofLeak(bot, CREATED, LATER));
        assertThat(keys.findTombstones(REALM, secrets(leaked.sha256()))).containsOnlyKeys(leaked.sha256());
        assertThat(keys.findIdsWithTombstones(REALM, ADMINISTRATOR.id(), CREATED))
                .containsExactly(bot.id());
        // the rotation of a leaked key also changes its tombstones
        ApiKey marked = keys.update(locked(bot).withLeakedAt(LATER));
        keys.rotate(locked(marked).withLeakedAt(null), new Rotation(secret(), null, null, null));
        sql("insert into ORG_API_KEY_TOMBSTONE (ID, REALM_ID, DIGEST, KEY_ID, ORGANIZATION_ID, KEY_CREATED_AT,"
                + " CREATED_BY_ID, ISSUED_AT, ENDED_AT) select concat('old-', X), '" + REALM
                + "', 'digest', 'key', 'org', 0, 'user', 0, "
                + END.toEpochMilli() + " from SYSTEM_RANGE(1, " + (MANY + 1) + ") as R(X)");
        upkeep.pruneTombstones(REALM, CREATED, 1);
        long kept = inTransaction(em -> em.createQuery("select count(t) from TombstoneEntity t", Long.class)
                .getSingleResult());
        assertThat(kept).isEqualTo(1);
    }

    private void deletes(ApiKey user) {
        assertThat(keys.delete(REALM, user.id())).isTrue();
        assertThat(keys.deleteOfMember(REALM, ORGANIZATION, MEMBER)).isEqualTo(1);
        assertThat(keys.deleteOfUser(REALM, MEMBER)).isZero();
        assertThat(keys.deleteOfUser(REALM, FEDERATED_MEMBER)).isZero();
        assertThat(keys.deleteOfOrganization(REALM, ORGANIZATION)).isEqualTo(1);
    }

    private void deletesManyKeys() {
        sql(
                "insert into ORG_API_KEY (ID, REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, SLOT, NAME, SEARCH_NAME, ENABLED,"
                        + " CREATED_AT, CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, VERSION, IDLE_SINCE)"
                        + " select concat('key-', X), '" + REALM + "', '" + ORGANIZATION
                        + "', 'bot', 'o', X, 'n', 'n', "
                        + "TRUE, 0, 'user', 'admin', 'n', 0, 0, 0 from SYSTEM_RANGE(1, " + MANY + ") as R(X)");
        sql("insert into ORG_API_KEY_SECRET (ID, KEY_ID, REALM_ID, DIGEST, LAST_FOUR, ISSUED_AT)"
                + " select concat('secret-', X), concat('key-', X), '" + REALM
                + "', concat('digest-', X), 'last', 0 from SYSTEM_RANGE(1, " + MANY + ") as R(X)");
        assertThat(keys.find(query(ApiKeyType.BOT, null, 0))).hasSize(MANY);
        usesTheKillSwitch();
        assertThat(keys.deleteOfRealm(REALM)).isEqualTo(MANY);
    }

    private void usesTheKillSwitch() {
        KillSwitchTarget all = new KillSwitchTarget(REALM, Set.of(ORGANIZATION, "another"), null);
        assertThat(killSwitch.state(all)).isEqualTo(new KillSwitchState(MANY, 0));
        assertThat(killSwitch.disable(all, LATER).get(ORGANIZATION)).hasSize(MANY);
        assertThat(killSwitch.state(all)).isEqualTo(new KillSwitchState(0, MANY));
        run(em -> store(em)
                .killSwitch()
                .release(store(em).keys().lock(REALM, "key-1").orElseThrow()));
        assertThat(killSwitch.restore(all, LATER).get(ORGANIZATION)).hasSize(MANY - 1);
        assertThat(killSwitch.state(all)).isEqualTo(new KillSwitchState(MANY - 1, 0));
        KillSwitchTarget ofMember = new KillSwitchTarget(REALM, Set.of(ORGANIZATION), MEMBER);
        assertThat(killSwitch.disable(ofMember, LATER)).isEmpty();
        assertThat(killSwitch.restore(ofMember, LATER)).isEmpty();
        assertThat(killSwitch.findOrganizationIds(REALM, MEMBER)).isEmpty();
        KillSwitchTarget none = new KillSwitchTarget(REALM, Set.of(), MEMBER);
        assertThat(killSwitch.state(none)).isEqualTo(new KillSwitchState(0, 0));
        assertThat(killSwitch.disable(none, LATER)).isEmpty();
    }

    private ApiKey newKey(ApiKeyType type, String owner, String name, Actor creator) {
        return new ApiKey(
                new ApiKey.Identity(UUID.randomUUID().toString(), REALM, ORGANIZATION, type, owner),
                new ApiKeyContent(
                        SampleKey.texts(name),
                        Permissions.of(Stream.of(new Permission("stats", "read"), new Permission("stats", "write"))),
                        Networks.ofText("10.0.0.0/8"),
                        Attributes.of(Map.of("plan", List.of("プロ", "free"), "region", List.of("eu"))),
                        true,
                        EXPIRY),
                new ApiKey.CurrentSecret(CREATED, "last", null, null),
                new ApiKey.Audit(CREATED, creator, CREATED, null, 0));
    }

    private SecretDigest secret() {
        issued++;
        return new SecretDigest("f" + "%063x".formatted(issued), "last");
    }

    private Peppers configured() {
        return Peppers.of(
                peppers, id -> Base64.getEncoder().encodeToString(id.repeat(32).getBytes(StandardCharsets.US_ASCII)));
    }

    private ApiKeyStore store(EntityManager em) {
        return new JpaApiKeyStore(
                em, new DefaultKeycloakTransactionManager(null), this::configured, upgrades, StorableCharacters.ALL);
    }

    private <T> T call(Function<ApiKeyStore, T> work) {
        return inTransaction(em -> {
            ApiKeyStore store = store(em);
            return store.flushed(() -> work.apply(store));
        });
    }

    /** Returns a part of the store. Each call of one of its methods runs in a transaction of its own. */
    private <P> P inTransactions(Class<P> port, Function<ApiKeyStore, P> part) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> call(store -> {
                    try {
                        return method.invoke(part.apply(store), arguments);
                    } catch (InvocationTargetException e) {
                        throw (RuntimeException) e.getTargetException();
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })));
    }

    private void run(Consumer<EntityManager> work) {
        inTransaction(em -> {
            work.accept(em);
            return Optional.empty();
        });
    }

    private <T> T inTransaction(Function<EntityManager, T> work) {
        return sessions.fromTransaction(session -> work.apply(observed.apply(session)));
    }

    /** Executes a statement in the SQL of H2. */
    private void sql(String insert) {
        sessions.inTransaction(session -> session.unwrap(Session.class).doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(insert);
            }
        }));
    }
}
