package io.orgkeys.keycloak.cache;

import java.util.Optional;

import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * The permission to look up what may not exist. Who asks pays before, and gets it back unless the lookup was in vain: as many
 * as ask at once cannot get more than there is.
 */
record LookupTicket(
        @Nullable FailureLimits limits, @Nullable ClientAddress client) {

    /** Of those whose failures nobody counts. */
    static final LookupTicket UNLIMITED = new LookupTicket(null, null);

    /** @param limits null where the server has them switched off */
    static LookupTicket of(@Nullable FailureLimits limits, Optional<ClientAddress> client) {
        return new LookupTicket(limits, client.orElse(null));
    }

    /**
     * To be called before the lookup.
     *
     * @throws TooManyRequestsException when there must be none
     */
    void pay() {
        if (limits != null && client != null) {
            limits.takeLookup(client);
        }
    }

    /** The lookup has found something, or could not be done. */
    void refund() {
        if (limits != null && client != null) {
            limits.giveBackLookup(client);
        }
    }
}
