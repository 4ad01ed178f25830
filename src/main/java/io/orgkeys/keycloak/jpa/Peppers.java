package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.function.Function;

/**
 * The configured peppers. The first one is the newest. It is used for the digests of new secrets, and of older secrets
 * as soon as they are used again.
 */
final class Peppers {

    private final List<Pepper> all;

    private Peppers(List<Pepper> all) {
        this.all = all;
    }

    /** Returns the configuration without a pepper. The stored digest of a secret is then its SHA-256. */
    static Peppers none() {
        return new Peppers(List.of(Pepper.none()));
    }

    /**
     * Creates the peppers with these ids.
     *
     * @param value returns the value of a pepper in Base64
     * @throws IllegalArgumentException when a value is invalid
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
}
