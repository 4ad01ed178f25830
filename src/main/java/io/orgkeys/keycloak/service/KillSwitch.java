package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.KillSwitchState;
import io.orgkeys.keycloak.model.KillSwitchTarget;

/**
 * Disables all keys of an organization or all user keys of a user at once, and restores them. Restoring enables only
 * keys that the kill switch disabled, and not keys that were disabled for another reason.
 */
public final class KillSwitch {

    private final ApiKeyStore store;
    private final Clock clock;

    KillSwitch(ApiKeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public enum Action {
        DISABLE("disable"),
        RESTORE("restore");

        /** The names of the actions in requests. */
        public static final List<String> TEXTS =
                Stream.of(values()).map(Action::text).toList();

        private final String text;

        Action(String text) {
            this.text = text;
        }

        /** Returns the name of the action in requests and events. */
        public String text() {
            return text;
        }

        public static Optional<Action> of(String text) {
            return Stream.of(values())
                    .filter(action -> action.text.equals(text))
                    .findFirst();
        }
    }

    public KillSwitchState state(KillSwitchTarget target) {
        return store.killSwitch().state(target);
    }

    /** Changes all keys to which the action applies, and returns them by organization. */
    public List<SwitchedKeys> change(Action action, KillSwitchTarget target) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Map<String, List<String>> changed = switch (action) {
            case DISABLE -> store.killSwitch().disable(target, now);
            case RESTORE -> store.killSwitch().restore(target, now);
        };
        return changed.entrySet().stream()
                .map(keys -> new SwitchedKeys(action, keys.getKey(), target.userId(), keys.getValue()))
                .toList();
    }

    /**
     * Excludes the key from {@link Action#RESTORE}, because a caller decided whether the key is enabled.
     *
     * @param key the key, as returned by {@code lock}
     */
    public void release(ApiKey key) {
        store.killSwitch().release(key);
    }
}
