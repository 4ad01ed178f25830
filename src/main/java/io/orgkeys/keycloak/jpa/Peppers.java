package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.function.Function;

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
}
