package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeycloakInternalsTest {

    private final KeycloakInternals internals = new KeycloakInternals("Everything is slower.");

    @Test
    void returnsWhatWasRead() {
        assertThat(internals.read(() -> Optional.of("entry"))).contains("entry");
        assertThat(internals.read(Optional::empty)).isEmpty();
    }

    @Test
    void aChangedClassMethodTypeOrValueIsAsNoEntryAndIsLoggedOnce() {
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            for (Throwable change : List.of(
                    new NoClassDefFoundError("org/keycloak/Entry"),
                    new NoSuchMethodError("getEntry"),
                    new IncompatibleClassChangeError("Entry"),
                    new ClassCastException("Entry"),
                    new NullPointerException("entry"))) {
                assertThat(internals.read(() -> fail(change))).isEmpty();
                internals.use(() -> fail(change));
            }
            assertThat(warnings.all()).singleElement().asString().contains("Everything is slower.");
        }
    }

    /** For example, an outage of the database must not be reported as a change of Keycloak. */
    @Test
    void otherFailuresAreThrown() {
        for (Throwable failure : List.of(
                new StoreUnavailableException("down", null),
                new IllegalStateException("bug"),
                new OutOfMemoryError())) {
            assertThatThrownBy(() -> internals.read(() -> fail(failure))).isSameAs(failure);
        }
    }

    @Test
    void anActionThatWorksRunsOnce() {
        AtomicInteger runs = new AtomicInteger();
        internals.use(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
    }

    private static Optional<String> fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
