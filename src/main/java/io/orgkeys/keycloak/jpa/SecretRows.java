package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

import io.orgkeys.keycloak.model.IssuedSecret;

/** Finds keys by their secrets, without locking them. */
final class SecretRows {

    /** Oracle accepts at most 1,000 values in a list. */
    private static final int MAX_DIGESTS = 900;

    private final EntityManager em;
    private final StoredDigests digests;
    private final PepperUpgrades upgrades;
    private final KeyQueries keys;

    SecretRows(EntityManager em, StoredDigests digests, PepperUpgrades upgrades, KeyQueries keys) {
        this.em = em;
        this.digests = digests;
        this.upgrades = upgrades;
        this.keys = keys;
    }

    Optional<IssuedSecret> find(String realmId, String sha256) {
        Pepper newest = digests.peppers().newest();
        Map<String, String> parameters = parametersOf(digests.of(sha256));
        TypedQuery<ApiKeySecretEntity> query = em.createQuery(
                        "select s from ApiKeySecretEntity s join fetch s.key k left join fetch k.permissions"
                                + " left join fetch k.secrets where (s.digest = :"
                                + String.join(" or s.digest = :", parameters.keySet())
                                + ") and s.realmId = :realmId and k.realmId = :realmId",
                        ApiKeySecretEntity.class)
                .setParameter("realmId", realmId);
        parameters.forEach(query::setParameter);
        List<ApiKeySecretEntity> rows = query.getResultList();
        Optional<ApiKeySecretEntity> found = digests.find(sha256, rows);
        found.filter(row -> !Objects.equals(row.pepper, newest.column()))
                .ifPresent(row -> upgrades.add(row, newest, digests.of(newest, sha256)));
        Optional<IssuedSecret> secret = found.flatMap(ApiKeySecretEntity::toIssuedSecret);
        rows.forEach(row -> em.detach(row.key));
        return secret;
    }

    /**
     * Returns one named parameter for each digest, because Hibernate would translate the query again each time if a
     * list was the parameter.
     */
    private static Map<String, String> parametersOf(Collection<String> digests) {
        Map<String, String> parameters = new LinkedHashMap<>();
        digests.forEach(digest -> parameters.put("digest" + parameters.size(), digest));
        return parameters;
    }

    Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt) {
        Optional<ApiKeyEntity> row = keys.row(realmId, keyId);
        Optional<IssuedSecret> found = row.stream()
                .flatMap(key -> key.secrets.stream())
                .filter(secret -> secret.issuedAt == issuedAt.toEpochMilli())
                .filter(digests::accept)
                .findFirst()
                .flatMap(ApiKeySecretEntity::toIssuedSecret);
        row.ifPresent(em::detach);
        return found;
    }

    /**
     * Runs one query for some of the secrets, because some databases limit the number of parameters of a query. Each
     * query contains all digests of its secrets. Otherwise, a row that moves to another pepper between two queries would
     * be in neither result.
     */
    Map<String, IssuedSecret> find(String realmId, Collection<String> sha256s) {
        if (sha256s.isEmpty()) {
            return Map.of();
        }
        List<String> all = List.copyOf(sha256s);
        int size = Math.max(1, MAX_DIGESTS / digests.peppers().all().size());
        Map<String, List<ApiKeySecretEntity>> rows = IntStream.iterate(
                        0, begin -> begin < all.size(), begin -> begin + size)
                .mapToObj(begin -> all.subList(begin, Math.min(begin + size, all.size())))
                .flatMap(some -> rowsOf(realmId, some))
                .collect(Collectors.groupingBy(row -> row.digest));
        Map<String, IssuedSecret> found = new HashMap<>();
        for (String sha256 : sha256s) {
            List<ApiKeySecretEntity> candidates = digests.of(sha256).stream()
                    .flatMap(digest -> rows.getOrDefault(digest, List.of()).stream())
                    .toList();
            digests.find(sha256, candidates)
                    .flatMap(ApiKeySecretEntity::toIssuedSecret)
                    .ifPresent(secret -> found.put(sha256, secret));
        }
        rows.values().forEach(same -> same.forEach(row -> em.detach(row.key)));
        return found;
    }

    private Stream<ApiKeySecretEntity> rowsOf(String realmId, Collection<String> sha256s) {
        return em
                .createQuery(
                        "select s from ApiKeySecretEntity s join fetch s.key k where s.digest in :digests"
                                + " and s.realmId = :realmId and k.realmId = :realmId",
                        ApiKeySecretEntity.class)
                .setParameter(
                        "digests",
                        sha256s.stream()
                                .flatMap(sha256 -> digests.of(sha256).stream())
                                .collect(Collectors.toSet()))
                .setParameter("realmId", realmId)
                .getResultList()
                .stream();
    }

    /**
     * Returns the secrets that already belong to a key. Runs one query for each pepper, because some databases limit the
     * number of parameters of a query.
     */
    Set<String> taken(String realmId, Collection<String> sha256s) {
        return sha256s.isEmpty()
                ? Set.of()
                : digests.peppers().all().stream()
                        .flatMap(pepper -> takenUnder(realmId, pepper, sha256s))
                        .collect(Collectors.toSet());
    }

    private Stream<String> takenUnder(String realmId, Pepper pepper, Collection<String> sha256s) {
        Map<String, String> byDigest = digests.byDigest(pepper, sha256s);
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
}
