package io.orgkeys.keycloak.jpa;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;

import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.ModelDuplicateException;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyLimitReachedException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RotatingSecret;
import io.orgkeys.keycloak.model.Rotation;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.Tombstone;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** The store in Keycloak's database, within the transaction of the request. */
final class JpaApiKeyStore implements ApiKeyStore {

    /** Over the digests of each realm; some databases put their own names around it. */
    private static final String DIGEST_INDEX = "UX_ORG_API_KEY_SECRET_DIGEST";

    private static final int MOST_EXPIRED = 10;

    /** How many keys are locked with one statement. */
    private static final int BATCH = 500;

    private final EntityManager em;
    private final KeycloakTransactionManager transactions;
    private final UsageRows usageRows;
    private final Tombstones tombstones;
    private final LockedRows locked;
    private final MembershipRows memberships;
    private final Supplier<Peppers> peppers;
    private final PepperUpgrades upgrades;
    private final StorableCharacters characters;

    /** Which places are taken, by owner, as far as this transaction has the lock under which they are. */
    private final Map<String, Set<Integer>> slots = new HashMap<>();

    /** @param peppers asked for when they are needed: while the server starts, nobody knows them yet */
    JpaApiKeyStore(
            EntityManager em,
            KeycloakTransactionManager transactions,
            Supplier<Peppers> peppers,
            PepperUpgrades upgrades,
            StorableCharacters characters) {
        this.em = em;
        this.transactions = transactions;
        this.characters = characters;
        this.peppers = peppers;
        this.upgrades = upgrades;
        this.usageRows = new UsageRows(em);
        this.tombstones = new Tombstones(em);
        this.locked = new LockedRows(em);
        this.memberships = new MembershipRows(em);
    }

    @Override
    public Optional<IssuedSecret> findBySecret(
            String realmId, String sha256, Supplier<Optional<ClientAddress>> client) {
        Peppers known = peppers.get();
        Map<String, String> digests = named(known.digests(sha256));
        TypedQuery<ApiKeySecretEntity> query = em.createQuery(
                        "select s from ApiKeySecretEntity s join fetch s.key k left join fetch k.permissions"
                                + " left join fetch k.secrets where (s.digest = :"
                                + String.join(" or s.digest = :", digests.keySet())
                                + ") and s.realmId = :realmId and k.realmId = :realmId",
                        ApiKeySecretEntity.class)
                .setParameter("realmId", realmId);
        digests.forEach(query::setParameter);
        List<ApiKeySecretEntity> rows = query.getResultList();
        Optional<ApiKeySecretEntity> found = known.find(sha256, rows);
        found.filter(row -> !Objects.equals(row.pepper, known.newest().column()))
                .ifPresent(row -> upgrades.add(row, known.newest(), sha256));
        Optional<IssuedSecret> secret = found.flatMap(ApiKeySecretEntity::toIssuedSecret);
        rows.forEach(row -> em.detach(row.key));
        return secret;
    }

    /** By parameter: Hibernate translates a query anew each time that it is asked when it has a list for a parameter. */
    private static Map<String, String> named(Collection<String> digests) {
        Map<String, String> parameters = new LinkedHashMap<>();
        digests.forEach(digest -> parameters.put("digest" + parameters.size(), digest));
        return parameters;
    }

    @Override
    public Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s) {
        if (sha256s.isEmpty()) {
            return Map.of();
        }
        Peppers known = peppers.get();
        Map<String, List<ApiKeySecretEntity>> rows = em.createQuery(
                        "select s from ApiKeySecretEntity s join fetch s.key k where s.digest in :digests"
                                + " and s.realmId = :realmId and k.realmId = :realmId",
                        ApiKeySecretEntity.class)
                .setParameter(
                        "digests",
                        sha256s.stream()
                                .flatMap(sha256 -> known.digests(sha256).stream())
                                .collect(Collectors.toSet()))
                .setParameter("realmId", realmId)
                .getResultStream()
                .collect(Collectors.groupingBy(row -> row.digest));
        Map<String, IssuedSecret> found = new HashMap<>();
        for (String sha256 : sha256s) {
            List<ApiKeySecretEntity> candidates = known.digests(sha256).stream()
                    .flatMap(digest -> rows.getOrDefault(digest, List.of()).stream())
                    .toList();
            known.find(sha256, candidates)
                    .flatMap(ApiKeySecretEntity::toIssuedSecret)
                    .ifPresent(secret -> found.put(sha256, secret));
        }
        rows.values().forEach(same -> same.forEach(row -> em.detach(row.key)));
        return found;
    }

    @Override
    public Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt) {
        Optional<ApiKeyEntity> row = findRow(realmId, keyId);
        Optional<IssuedSecret> found = row.stream()
                .flatMap(key -> key.secrets.stream())
                .filter(secret -> secret.issuedAt == issuedAt.toEpochMilli())
                .filter(peppers.get()::accept)
                .findFirst()
                .flatMap(ApiKeySecretEntity::toIssuedSecret);
        row.ifPresent(em::detach);
        return found;
    }

    @Override
    public Optional<ApiKey> findById(String realmId, String id) {
        return read(findRow(realmId, id).stream().toList()).stream().findFirst();
    }

    @Override
    public Optional<ApiKey> findById(
            String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId) {
        if (!Identifier.isPlausible(id) || !canStore(id)) {
            return Optional.empty();
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<ApiKeyEntity> criteria = builder.createQuery(ApiKeyEntity.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        List<Predicate> conditions = within(realmId, organizationIds, userId, builder, key);
        conditions.add(builder.equal(key.get("id"), id));
        return read(em.createQuery(criteria.select(key).where(conditions.toArray(Predicate[]::new)))
                        .getResultList())
                .stream()
                .findFirst();
    }

    private Optional<ApiKeyEntity> findRow(String realmId, String id) {
        return Identifier.isPlausible(id) && canStore(id)
                ? Optional.ofNullable(em.find(ApiKeyEntity.class, id)).filter(row -> row.realmId.equals(realmId))
                : Optional.empty();
    }

    @Override
    public Optional<ApiKey> lock(String realmId, String id) {
        return Identifier.isPlausible(id) && canStore(id)
                ? locked.key(realmId, id).map(row -> withLastUse(row.toLockedKey()))
                : Optional.empty();
    }

    private ApiKey withLastUse(ApiKey key) {
        return usageRows.withLastUse(List.of(key)).get(0);
    }

    /** What was read without a lock; it leaves the persistence context: see {@link LockedRows}. */
    private List<ApiKey> read(List<ApiKeyEntity> rows) {
        List<ApiKey> keys = rows.stream().flatMap(row -> row.toKey().stream()).toList();
        rows.forEach(em::detach);
        return usageRows.withLastUse(keys);
    }

    @Override
    public List<ApiKey> find(ApiKeyQuery query) {
        if (!query.texts().allMatch(this::canStore)) {
            return List.of();
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<ApiKeyEntity> criteria = builder.createQuery(ApiKeyEntity.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        criteria.select(key)
                .where(conditions(query, builder, key))
                .orderBy(builder.asc(key.get("searchName")), builder.asc(key.get("id")));
        return read(em.createQuery(criteria)
                .setFirstResult(query.first())
                .setMaxResults(query.max())
                .getResultList());
    }

    @Override
    public long count(ApiKeyQuery query) {
        if (!query.texts().allMatch(this::canStore)) {
            return 0;
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<Long> criteria = builder.createQuery(Long.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        criteria.select(builder.count(key)).where(conditions(query, builder, key));
        return em.createQuery(criteria).getSingleResult();
    }

    private static Predicate[] conditions(ApiKeyQuery query, CriteriaBuilder builder, Root<ApiKeyEntity> key) {
        List<Predicate> all = within(query.realmId(), query.organizationIds(), query.userId(), builder, key);
        if (query.type() != null) {
            all.add(builder.equal(key.get("type"), query.type().text()));
        }
        if (query.createdBy() != null) {
            all.add(builder.equal(key.get("createdById"), query.createdBy()));
        }
        if (query.enabled() != null) {
            all.add(builder.equal(key.get("enabled"), query.enabled()));
        }
        if (query.expired() != null) {
            Predicate expired = builder.and(
                    builder.isNotNull(key.get("expiresAt")),
                    builder.le(key.get("expiresAt"), query.now().toEpochMilli()));
            all.add(query.expired() ? expired : expired.not());
        }
        String search = query.search();
        if (search != null) {
            Predicate named = builder.like(key.get("searchName"), SearchPattern.of(search), SearchPattern.ESCAPE);
            // only where it can be one: with the alternative, no index has the matches in the order of the list
            all.add(
                    SearchPattern.isId(search)
                            ? builder.or(builder.equal(key.get("id"), search.strip()), named)
                            : named);
        }
        return all.toArray(Predicate[]::new);
    }

    private static List<Predicate> within(
            String realmId,
            @Nullable Set<String> organizationIds,
            @Nullable String userId,
            CriteriaBuilder builder,
            Root<ApiKeyEntity> key) {
        List<Predicate> all = new ArrayList<>();
        all.add(builder.equal(key.get("realmId"), realmId));
        if (organizationIds != null) {
            all.add(
                    organizationIds.isEmpty()
                            ? builder.disjunction()
                            : key.get("organizationId").in(organizationIds));
        }
        if (userId != null) {
            all.add(builder.equal(key.get("type"), "user"));
            all.add(builder.equal(key.get("ownerId"), userId));
        }
        return all;
    }

    @Override
    public Set<String> findTaken(String realmId, Collection<String> sha256s) {
        if (sha256s.isEmpty()) {
            return Set.of();
        }
        // one after the other: some databases take no longer list
        return peppers.get().all().stream()
                .flatMap(pepper -> takenUnder(realmId, pepper, sha256s))
                .collect(Collectors.toSet());
    }

    private Stream<String> takenUnder(String realmId, Pepper pepper, Collection<String> sha256s) {
        Map<String, String> byDigest = new HashMap<>();
        sha256s.forEach(sha256 -> byDigest.put(pepper.digest(sha256), sha256));
        return em
                .createQuery(
                        "select s.digest from ApiKeySecretEntity s where s.digest in :digests and s.realmId = :realmId",
                        String.class)
                .setParameter("digests", byDigest.keySet())
                .setParameter("realmId", realmId)
                .getResultList()
                .stream()
                .map(byDigest::get);
    }

    /**
     * The lock on the organization makes creations within it wait for each other instead of colliding; the unique index
     * over the slots is what holds the limit even if a lock were missed. Keys are read with a lock, too, because
     * MariaDB's default isolation level shows other reads the state from before the wait.
     */
    @Override
    public ApiKey insert(ApiKey key, SecretDigest secret, int limit) {
        Actor actor = key.audit().createdBy();
        String creator = actor.type() == Actor.Type.API_KEY ? actor.id() : null;
        if (creator != null) {
            holdOwner(key.organizationId(), creator);
        }
        Set<Integer> taken = slots.computeIfAbsent(
                key.organizationId() + '/' + key.ownerId(),
                owner -> lockSlots(key.organizationId(), key.ownerId(), creator));
        if (creator != null) {
            requireEnabled(key.realmId(), creator);
        }
        if (taken.size() >= limit) {
            throw new KeyLimitReachedException(limit, expired(key));
        }
        int slot = IntStream.range(0, limit)
                .filter(free -> !taken.contains(free))
                .findFirst()
                .orElseThrow();
        ApiKeyEntity row = ApiKeyEntity.of(key, slot);
        // of a user whom Keycloak keeps elsewhere, or in a column of another kind
        row.createdByName = characters.replaceOthers(row.createdByName);
        try {
            em.persist(row);
            addFirstSecret(row, secret);
            taken.add(slot);
        } catch (ModelDuplicateException e) {
            throw isOfDigest(e)
                    ? new RefusedException(
                            RequestRefusal.CONFLICT,
                            "Another request stored a key with this digest at the same time. Try again.")
                    : new KeyLimitReachedException(limit);
        }
        return row.toLockedKey();
    }

    /** Those keys of the same owner that have expired, as far as they fit on one page. */
    private List<ApiKey> expired(ApiKey created) {
        return find(new ApiKeyQuery(
                created.realmId(),
                Set.of(created.organizationId()),
                created.type() == ApiKeyType.USER ? created.ownerId() : null,
                null,
                created.type(),
                null,
                true,
                created.audit().updatedAt(),
                null,
                0,
                MOST_EXPIRED));
    }

    /**
     * Takes the secret's digest under each pepper for as long as this transaction lasts, and keeps that of the newest. While
     * peppers change, another node may have another order of them; the unique index over the digests then tells of a secret
     * that both store at the same time. All of them in order, so that two who do this wait for each other in the same order.
     */
    private void addFirstSecret(ApiKeyEntity row, SecretDigest secret) {
        Peppers known = peppers.get();
        List<ApiKeySecretEntity> all = known.all().stream()
                .map(pepper -> ApiKeySecretEntity.of(row, pepper, secret, row.createdAt))
                .sorted(Comparator.comparing(entity -> entity.digest))
                .toList();
        all.forEach(em::persist);
        em.flush();
        for (ApiKeySecretEntity entity : all) {
            if (Objects.equals(entity.pepper, known.newest().column())) {
                row.secrets.add(entity);
            } else {
                em.remove(entity);
            }
        }
    }

    private static boolean isOfDigest(ModelDuplicateException duplicate) {
        return duplicate.getCause() instanceof ConstraintViolationException violation
                && String.valueOf(violation.getConstraintName())
                        .toUpperCase(Locale.ROOT)
                        .contains(DIGEST_INDEX);
    }

    private Set<Integer> lockSlots(String organizationId, String ownerId, @Nullable String creator) {
        if (!locked.organization(organizationId)) {
            throw new RefusedException(RequestRefusal.KEY_NOT_FOUND);
        }
        return locked.keysOf(organizationId, ownerId, creator).stream()
                .filter(row -> row.ownerId.equals(ownerId))
                .map(row -> row.slot)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Locks the membership of a user key's owner, before the organization and the key: see {@link LockedRows}. */
    private void holdOwner(String organizationId, String keyId) {
        List<String> owners = em.createQuery(
                        "select k.ownerId from ApiKeyEntity k where k.id = :id and k.type = 'user'", String.class)
                .setParameter("id", keyId)
                .getResultList();
        if (!owners.isEmpty() && !memberships.hold(organizationId, owners.get(0), slots.isEmpty())) {
            throw creatorIsGone();
        }
    }

    /**
     * A key that creates another one must still be enabled. With a lock, so that the leak of its secret waits for what it creates,
     * and finds it.
     */
    private void requireEnabled(String realmId, String creator) {
        if (locked.key(realmId, creator).filter(row -> row.enabled).isEmpty()) {
            throw creatorIsGone();
        }
    }

    private static RefusedException creatorIsGone() {
        return new RefusedException(
                RequestRefusal.FORBIDDEN, "The API key that you use was disabled or revoked in the meantime.");
    }

    @Override
    public boolean holdMembership(String organizationId, String userId) {
        return memberships.hold(organizationId, userId, slots.isEmpty());
    }

    @Override
    public ApiKey update(ApiKey changed) {
        return update(changed, null);
    }

    @Override
    public ApiKey update(ApiKey changed, @Nullable Duration maximumLifetime) {
        ApiKeyEntity row = store(changed);
        if (maximumLifetime != null) {
            row.secrets.stream()
                    .filter(secret -> secret.retiresAt != null)
                    .forEach(former -> former.retireAt(former.issuedAt + maximumLifetime.toMillis()));
            em.flush();
        }
        return row.toLockedKey().withLastUsedAt(changed.audit().lastUsedAt());
    }

    @Override
    public Optional<RotatingSecret> findRotating(String realmId, String keyId, String sha256) {
        return locked.key(realmId, keyId)
                .flatMap(row -> peppers.get()
                        .find(sha256, row.secrets)
                        .map(secret -> new RotatingSecret(
                                Instant.ofEpochMilli(secret.issuedAt),
                                Millis.toInstant(secret.retiresAt),
                                row.currentSecret()
                                        .filter(ApiKeySecretEntity::isFirstUseAwaited)
                                        .filter(current -> secret.id.equals(current.rotatedWith))
                                        .isPresent(),
                                Millis.toInstant(row.selfRotationsPaidUntil))));
    }

    @Override
    public ApiKey rotate(ApiKey changed, Rotation rotation) {
        boolean leaked = locked(changed).leakedAt != null;
        ApiKeyEntity row = store(changed);
        Long retiresAt = Millis.of(rotation.retiresAt());
        String presented = rotation.presented();
        Optional<ApiKeySecretEntity> survives = retiresAt == null
                ? Optional.empty()
                : presented == null ? row.currentSecret() : peppers.get().find(presented, row.secrets);
        List<ApiKeySecretEntity> ended = row.secrets.stream()
                .filter(former -> survives.filter(former::equals).isEmpty())
                .toList();
        tombstones.add(ended);
        ended.forEach(row.secrets::remove);
        if (leaked) {
            tombstones.settle(row.id, changed.audit().updatedAt());
        }
        row.secrets.forEach(former -> former.retireAt(retiresAt));
        ApiKeySecretEntity issued = ApiKeySecretEntity.of(
                row,
                peppers.get().newest(),
                rotation.secret(),
                changed.audit().updatedAt().toEpochMilli());
        if (presented != null) {
            issued.rotatedWith = survives.map(former -> former.id).orElse(null);
            row.selfRotationsPaidUntil = Millis.of(rotation.paidUntil());
        }
        row.secrets.add(issued);
        row.idleSince = changed.audit().updatedAt().toEpochMilli();
        em.flush();
        return row.toLockedKey().withLastUsedAt(changed.audit().lastUsedAt());
    }

    @Override
    public void recordFirstUse(String realmId, String keyId, Instant issuedAt, Instant now) {
        locked.key(realmId, keyId).stream()
                .flatMap(row -> row.secrets.stream())
                .filter(secret -> secret.issuedAt == issuedAt.toEpochMilli() && secret.isFirstUseAwaited())
                .forEach(secret -> secret.firstUsedAt = now.toEpochMilli());
        em.flush();
    }

    @Override
    public List<DueNotice> findDueNotices(String realmId, Instant now, int most) {
        List<ApiKeyEntity> rows = em.createQuery(
                        "select k from ApiKeyEntity k where k.realmId = :realmId and k.noticeDueAt <= :now"
                                + " order by k.noticeDueAt",
                        ApiKeyEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(most)
                .getResultList();
        List<DueNotice> notices = rows.stream()
                .flatMap(row -> row.toKey().stream()
                        .map(key -> new DueNotice(key, Instant.ofEpochMilli(Objects.requireNonNull(row.noticeDueAt)))))
                .toList();
        rows.forEach(em::detach);
        return notices;
    }

    /** Without the version: who changes the key at the same time does not have to hear of it. */
    @Override
    public boolean claim(DueNotice notice, @Nullable Instant next) {
        return em.createQuery(
                                "update ApiKeyEntity k set k.noticeDueAt = :next where k.id = :id and k.noticeDueAt = :dueAt")
                        .setParameter("next", Millis.of(next))
                        .setParameter("id", notice.key().id())
                        .setParameter("dueAt", notice.dueAt().toEpochMilli())
                        .executeUpdate()
                > 0;
    }

    @Override
    public List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int most) {
        return read(em.createQuery(
                        "select k from ApiKeyEntity k where k.realmId = :realmId and k.type = :type and k.enabled = true"
                                + " and k.idleSince < :before order by k.idleSince",
                        ApiKeyEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("type", type.text())
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(most)
                .getResultList());
    }

    @Override
    public void notIdleBefore(ApiKey key, Instant since) {
        em.createQuery("update ApiKeyEntity k set k.idleSince = :since where k.id = :id and k.idleSince < :since")
                .setParameter("since", since.toEpochMilli())
                .setParameter("id", key.id())
                .executeUpdate();
    }

    @Override
    public <T> T flushed(Supplier<T> work) {
        T result = work.get();
        em.flush();
        return result;
    }

    @Override
    public <T> T committed(Supplier<T> work) {
        T result = work.get();
        if (transactions.getRollbackOnly()) {
            // code that swallowed its exception has marked it: nothing will be stored, so the answer must not be a
            // success
            throw new StoreUnavailableException("The transaction of a change was marked for rollback", null);
        }
        // before the commit, which hides in a transaction manager what the database said
        em.flush();
        transactions.commit();
        return result;
    }

    private ApiKeyEntity locked(ApiKey changed) {
        return locked.key(changed.realmId(), changed.id())
                .orElseThrow(() -> new RefusedException(RequestRefusal.KEY_NOT_FOUND));
    }

    private ApiKeyEntity store(ApiKey changed) {
        ApiKeyEntity row = locked(changed);
        if (row.version != changed.audit().version()) {
            throw new RefusedException(RequestRefusal.STALE_VERSION);
        }
        row.fill(changed);
        em.flush();
        return row;
    }

    @Override
    public boolean delete(String realmId, String id) {
        return Identifier.isPlausible(id) && deleteWhere("k.id = ?2", realmId, id) > 0;
    }

    @Override
    public int deleteOfMember(String realmId, String organizationId, String userId) {
        return deleteWhere(
                "k.type = 'user' and k.organizationId = ?2 and k.ownerId = ?3", realmId, organizationId, userId);
    }

    @Override
    public int deleteOfUser(String realmId, String userId) {
        memberships.lockAllOf(userId);
        return deleteWhere("k.type = 'user' and k.ownerId = ?2", realmId, userId);
    }

    @Override
    public int deleteOfOrganization(String realmId, String organizationId) {
        em.flush();
        locked.organization(organizationId);
        return deleteWhere("k.organizationId = ?2", realmId, organizationId);
    }

    @Override
    public int deleteOfRealm(String realmId) {
        int deleted = deleteWhere(ids -> {}, "1 = 1", realmId);
        tombstones.deleteOfRealm(realmId);
        return deleted;
    }

    /** Deletes keys, and keeps tombstones of all of their secrets. */
    private int deleteWhere(String condition, String... parameters) {
        return deleteWhere(tombstones::addOfKeys, condition, parameters);
    }

    /**
     * Locks keys in the order of their ids, and deletes them with their secrets; Hibernate deletes their permissions. In batches,
     * by ids: MariaDB would lock the rows of other keys as well where a subquery selects what to delete.
     *
     * @param before called with the ids of each batch
     */
    private int deleteWhere(Consumer<List<String>> before, String condition, String... parameters) {
        em.flush();
        slots.clear();
        String query = "select k.id from ApiKeyEntity k where k.realmId = ?1 and " + condition + " and k.id > ?"
                + (parameters.length + 1) + " order by k.id";
        int deleted = 0;
        String last = "";
        while (true) {
            List<String> ids = with(em.createQuery(query, String.class), parameters)
                    .setParameter(parameters.length + 1, last)
                    .setMaxResults(BATCH)
                    .getResultList();
            if (ids.isEmpty()) {
                ids = committedMeanwhile(condition, parameters);
                if (ids.isEmpty()) {
                    return deleted;
                }
            } else {
                last = ids.get(ids.size() - 1);
            }
            locked.keys(ids).forEach(em::detach);
            before.accept(ids);
            em.createQuery("delete from ApiKeySecretEntity s where s.key.id in ?1")
                    .setParameter(1, ids)
                    .executeUpdate();
            deleted += em.createQuery("delete from ApiKeyEntity k where k.id in ?1")
                    .setParameter(1, ids)
                    .executeUpdate();
        }
    }

    /**
     * Finds keys that other transactions committed after this one first read something. With REPEATABLE READ, the default of MariaDB
     * and MySQL, only a locking query sees them.
     */
    private List<String> committedMeanwhile(String condition, String... parameters) {
        List<ApiKeyEntity> rows = with(
                        em.createQuery(
                                "select k from ApiKeyEntity k where k.realmId = ?1 and " + condition,
                                ApiKeyEntity.class),
                        parameters)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        rows.forEach(em::detach);
        return rows.stream().map(row -> row.id).toList();
    }

    private static <Q extends Query> Q with(Q query, String... parameters) {
        IntStream.range(0, parameters.length).forEach(i -> query.setParameter(i + 1, parameters[i]));
        return query;
    }

    @Override
    public void addUsage(String nodeId, Collection<HourOfUsage> usage) {
        usageRows.add(nodeId, usage);
    }

    @Override
    public List<HourOfUsage> findUsage(String keyId, Instant from, Instant to) {
        return usageRows.find(keyId, from, to);
    }

    @Override
    public int pruneUsage(Instant before) {
        return usageRows.prune(before);
    }

    @Override
    public Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s) {
        return sha256s.isEmpty() ? Map.of() : tombstones.find(realmId, sha256s, peppers.get());
    }

    @Override
    public void addTombstone(String realmId, String sha256, Tombstone tombstone) {
        tombstones.add(realmId, peppers.get().newest().digest(sha256), tombstone);
    }

    @Override
    public Set<String> findBuried(String realmId, String createdById, Instant since) {
        return tombstones.keysCreatedBy(realmId, createdById, since);
    }

    @Override
    public void pruneTombstones(String realmId, Instant before, int most) {
        tombstones.prune(realmId, before, most);
    }

    @Override
    public boolean canStore(String text) {
        return characters.accept(text);
    }

    @Override
    public void close() {
        // the session closes its entity manager
    }
}
