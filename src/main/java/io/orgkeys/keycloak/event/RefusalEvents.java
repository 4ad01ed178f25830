package io.orgkeys.keycloak.event;

import java.time.Duration;

import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * User events about refused verifications, as {@code INTROSPECT_TOKEN_ERROR}. Where requests are anonymous, a missing or malformed key
 * raises none, and unknown keys raise {@value #UNKNOWN_KEYS_PER_SECOND} at once and then as many per second: such requests could
 * fill the event store. An introspection comes from an authenticated client, so it raises an event for every refusal.
 */
public final class RefusalEvents {

    private static final int UNKNOWN_KEYS_PER_SECOND = 10;

    private static final TokenBucket UNKNOWN_KEYS = new TokenBucket(
            TokenBucket.Rate.of(UNKNOWN_KEYS_PER_SECOND, Duration.ofSeconds(1), UNKNOWN_KEYS_PER_SECOND),
            System::nanoTime);

    private RefusalEvents() {}

    /** For our own endpoints. */
    public static void raise(KeycloakSession session, Verification verification) {
        KeyRefusal refusal = verification.refusal();
        if (refusal != null && isReported(refusal)) {
            raiseNow(session, verification);
        }
    }

    private static boolean isReported(KeyRefusal refusal) {
        return switch (refusal) {
            case MISSING_KEY, MALFORMED_KEY, TOO_MANY_REQUESTS -> false;
            case UNKNOWN_KEY -> UNKNOWN_KEYS.take().isZero();
            case DISABLED_KEY,
                    EXPIRED_KEY,
                    ORGANIZATION_DISABLED,
                    OWNER_INACTIVE,
                    NETWORK_NOT_ALLOWED,
                    WRONG_ORGANIZATION,
                    INSUFFICIENT_PERMISSIONS -> true;
        };
    }

    /** Keycloak stores error events at once, in a transaction of their own. */
    private static void raiseNow(KeycloakSession session, Verification verification) {
        EventBuilder event = introspection(session);
        session.getProvider(ApiKeyStore.class).flushed(() -> {
            raise(event, verification);
            return verification;
        });
    }

    private static EventBuilder introspection(KeycloakSession session) {
        return new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection())
                .event(EventType.INTROSPECT_TOKEN);
    }

    /** For Keycloak's endpoints, which have an event already. */
    public static void raise(EventBuilder event, Verification verification) {
        event.detail(Details.TOKEN_TYPE, "api_key").detail(Details.REASON, verification.detail());
        KeyState state = verification.state();
        if (state != null) {
            ApiKey key = state.key();
            event.detail(Details.TOKEN_ID, key.id()).detail("organization_id", key.organizationId());
            if (key.type() == ApiKeyType.USER) {
                event.user(key.ownerId());
            }
        }
        event.error(verification.code());
    }
}
