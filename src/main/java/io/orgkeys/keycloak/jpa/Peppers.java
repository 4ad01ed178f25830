package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.function.Function;

/**
 * The configured peppers. The first one is the newest: new secrets are stored under it, and other secrets are stored
 * under it again when they are used.
 */
final class Peppers {

    private final List<Pepper> all;

    private Peppers(List<Pepper> all) {
        this.all = all;
    }

    /** Returns the configuration without a pepper: secrets are stored as their SHA-256. */
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
