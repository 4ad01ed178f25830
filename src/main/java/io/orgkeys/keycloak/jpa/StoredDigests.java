package io.orgkeys.keycloak.jpa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of secrets by the digests under which they may be stored. An instance belongs to one transaction and
 * computes each HMAC only once.
 */
final class StoredDigests {

    private final Supplier<Peppers> peppers;
    private final Map<String, Map<Pepper, String>> computed = new HashMap<>();

    /** @param peppers called when the peppers are needed, because they are not available yet while the server starts */
    StoredDigests(Supplier<Peppers> peppers) {
        this.peppers = peppers;
    }

    Peppers peppers() {
        return peppers.get();
    }

    /** Returns the digest that is stored under this pepper. */
    String of(Pepper pepper, String sha256) {
        return computed.computeIfAbsent(sha256, secret -> new HashMap<>())
                .computeIfAbsent(pepper, one -> one.digest(sha256));
    }

    /** Returns the digests under all peppers. */
    Set<String> of(String sha256) {
        return peppers().all().stream().map(pepper -> of(pepper, sha256)).collect(Collectors.toSet());
    }

    /**
     * Returns a map that contains, for each secret, its digest under this pepper as the key and its SHA-256 as the
     * value.
     */
    Map<String, String> byDigest(Pepper pepper, Collection<String> sha256s) {
        Map<String, String> byDigest = new HashMap<>();
        sha256s.forEach(sha256 -> byDigest.put(of(pepper, sha256), sha256));
        return byDigest;
    }

    /**
     * Finds the row of the secret among rows that may have one of its digests; if there are two such rows, returns the
     * row under the newer pepper.
     */
    Optional<ApiKeySecretEntity> find(String sha256, Collection<ApiKeySecretEntity> rows) {
        return peppers().all().stream()
                .flatMap(pepper -> rows.stream().filter(row -> isUnder(pepper, row, sha256)))
                .findFirst();
    }

    private boolean isUnder(Pepper pepper, ApiKeySecretEntity row, String sha256) {
        return Objects.equals(row.pepper, pepper.column())
                && row.digest.equals(of(pepper, sha256))
                && isSealed(pepper, row);
    }

    /**
     * Whether the row was stored under one of the configured peppers, and for the key to which it belongs now. Any
     * other row must not be accepted, because an attacker may have forged it or moved it from another key.
     */
    boolean accept(ApiKeySecretEntity row) {
        return peppers().all().stream()
                .filter(pepper -> Objects.equals(row.pepper, pepper.column()))
                .anyMatch(pepper -> isSealed(pepper, row));
    }

    private static boolean isSealed(Pepper pepper, ApiKeySecretEntity row) {
        return equal(row.seal, pepper.seal(row.key, row.digest));
    }

    /** Compares in constant time, so that response times do not reveal the seal. */
    private static boolean equal(@Nullable String stored, @Nullable String valid) {
        if (stored == null || valid == null) {
            return Objects.equals(stored, valid);
        }
        return MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), valid.getBytes(StandardCharsets.UTF_8));
    }
}
