package io.orgkeys.keycloak.model;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.keycloak.common.Version;

import org.jboss.logging.Logger;

/**
 * Runs code that uses internal classes of Keycloak, such as the entries of its caches, and catches the failures that
 * are caused by a change of these classes. Any Keycloak release may change these classes: a class, a method or a value
 * can be missing or have another type. The caller then continues as if the cache had no entry, because such code only
 * saves SQL or compensates for a lost cluster message. The first failure is logged.
 */
public final class KeycloakInternals {

    private static final Logger LOGGER = Logger.getLogger(KeycloakInternals.class);

    private final String effect;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** @param effect what a failure means for the administrator, a sentence for the log */
    public KeycloakInternals(String effect) {
        this.effect = effect;
    }

    /**
     * Returns the result. Empty if Keycloak's classes have changed. The caller must then use Keycloak's public
     * interfaces.
     */
    public <T> Optional<T> read(Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (LinkageError | ClassCastException | NullPointerException e) {
            if (reported.compareAndSet(false, true)) {
                LOGGER.warnf(
                        e,
                        "Internal classes of Keycloak %s differ from those that Organization API Keys uses. %s Look for a newer"
                                + " version of it.",
                        Version.VERSION,
                        effect);
            }
            return Optional.empty();
        }
    }

    /** Runs an action. Does nothing if Keycloak's classes have changed. */
    public void use(Runnable action) {
        read(() -> {
            action.run();
            return Optional.empty();
        });
    }
}
