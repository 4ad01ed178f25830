package io.orgkeys.keycloak.upkeep;

import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.IdleKeys;

/** Disables the idle keys of a realm, each in its own transaction. */
final class IdleUpkeep {

    private static final int BATCH = 100;

    private final Upkeep upkeep;
    private final String realmId;

    IdleUpkeep(Upkeep upkeep, String realmId) {
        this.upkeep = upkeep;
        this.realmId = realmId;
    }

    void run() {
        for (ApiKeyType type : ApiKeyType.values()) {
            boolean more = true;
            while (more && !upkeep.isTimeUp()) {
                IdleKeys.Found found = upkeep.within(
                        realmId,
                        new IdleKeys.Found(List.of(), false),
                        session -> ApiKeyServices.of(session).idle().find(type, BATCH));
                boolean all = found.idle().stream().allMatch(this::disable);
                more = found.more() && all;
            }
        }
    }

    /** Returns false if the key was changed or deleted in the meantime. The next run checks it again. */
    private boolean disable(ApiKey key) {
        return upkeep.within(realmId, false, session -> {
            ApiKeyServices services = ApiKeyServices.of(session);
            Optional<ApiKey> disabled = services.idle().disable(key);
            disabled.ifPresent(done ->
                    ApiKeyEvents.ofServer(session).idle(services.states().of(done)));
            return disabled.isPresent();
        });
    }
}
