package io.orgkeys.keycloak.model;

import java.util.Optional;
import java.util.function.Supplier;

/** The lookup of a secret that a client presented. The lookup runs when {@link #find} is called. */
public interface SecretLookup {

    /**
     * Whether the secret may be a guess. This is so if the secret is not in the cache, because the lookup then reads
     * the database and may find nothing. Callers limit the rate of such lookups. Without a cache, valid keys and
     * guesses cannot be distinguished, so no secret counts as a guess.
     */
    boolean mayBeGuess();

    /** Finds the secret, even if it was replaced by a rotation and is no longer valid. */
    Optional<IssuedSecret> find();

    static SecretLookup of(boolean mayBeGuess, Supplier<Optional<IssuedSecret>> lookup) {
        return new SecretLookup() {
            @Override
            public boolean mayBeGuess() {
                return mayBeGuess;
            }

            @Override
            public Optional<IssuedSecret> find() {
                return lookup.get();
            }
        };
    }
}
