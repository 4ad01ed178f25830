package io.orgkeys.keycloak.model;

import java.util.Optional;
import java.util.function.Supplier;

/** The lookup of a secret that a client presented. The store does it when {@link #find} is called. */
public interface SecretLookup {

    /**
     * Whether the secret may be a guess: nothing about it is cached, so the lookup asks the database and may fail. The caller limits
     * how often that happens. Without a cache, valid keys and guesses cannot be told apart, and no secret counts as a guess.
     */
    boolean mayBeGuess();

    /** The secret, retired ones included. */
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
