package io.orgkeys.keycloak.jpa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The peppers that a secret may be stored under. The first is the newest: new secrets get it, and those that are stored under
 * another one get it when they are used.
 */
final class Peppers {

    private final List<Pepper> all;

    private Peppers(List<Pepper> all) {
        this.all = all;
    }

    /** Secrets are stored as their SHA-256. */
    static Peppers none() {
        return new Peppers(List.of(Pepper.none()));
    }

    /**
     * Those with these ids.
     *
     * @param value of a pepper in Base64
     * @throws IllegalArgumentException when one is too short
     */
    static Peppers of(List<String> ids, Function<String, String> value) {
        return new Peppers(ids.stream()
                .map(id -> id.equals(Pepper.NONE) ? Pepper.none() : Pepper.of(id, value.apply(id)))
                .toList());
    }

    Pepper newest() {
        return all.get(0);
    }

    List<Pepper> all() {
        return all;
    }

    /** As what the secret may be stored. */
    Set<String> digests(String sha256) {
        return all.stream().map(pepper -> pepper.digest(sha256)).collect(Collectors.toSet());
    }

    /** The row of the secret among those that have one of its {@link #digests}; under the newest pepper if there are two. */
    Optional<ApiKeySecretEntity> find(String sha256, Collection<ApiKeySecretEntity> rows) {
        return all.stream()
                .flatMap(pepper -> rows.stream().filter(row -> isUnder(pepper, row, sha256)))
                .findFirst();
    }

    private static boolean isUnder(Pepper pepper, ApiKeySecretEntity row, String sha256) {
        return Objects.equals(row.pepper, pepper.column())
                && row.digest.equals(pepper.digest(sha256))
                && isSealed(pepper, row);
    }

    /** Whether the row was stored under one of these, for the key that it is at. Anything else is not a secret of ours. */
    boolean accept(ApiKeySecretEntity row) {
        return all.stream()
                .filter(pepper -> Objects.equals(row.pepper, pepper.column()))
                .anyMatch(pepper -> isSealed(pepper, row));
    }

    private static boolean isSealed(Pepper pepper, ApiKeySecretEntity row) {
        return same(row.seal, pepper.seal(row.key, row.digest));
    }

    /** In the same time wherever they differ. */
    private static boolean same(@Nullable String stored, @Nullable String right) {
        if (stored == null || right == null) {
            return Objects.equals(stored, right);
        }
        return MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
