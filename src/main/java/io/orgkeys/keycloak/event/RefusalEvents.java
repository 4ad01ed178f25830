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
 * Raises {@code INTROSPECT_TOKEN_ERROR} user events about refused verifications. Endpoints that accept anonymous
 * requests raise no event for a missing or malformed key. For unknown keys, they raise at most {@value
 * #UNKNOWN_KEYS_PER_SECOND} events at once, and then {@value #UNKNOWN_KEYS_PER_SECOND} events per second, so that
 * anonymous requests cannot fill the event store. An introspection request comes from an authenticated client, so every
 * refusal raises an event.
 */
public final class RefusalEvents {

    private static final int UNKNOWN_KEYS_PER_SECOND = 10;

    private static final TokenBucket UNKNOWN_KEYS = new TokenBucket(
            TokenBucket.Rate.of(UNKNOWN_KEYS_PER_SECOND, Duration.ofSeconds(1), UNKNOWN_KEYS_PER_SECOND),
            System::nanoTime);

    private RefusalEvents() {}

    /** Raises the event of a refusal by one of our own endpoints, unless the limits of this class suppress it. */
    public static void raiseLimited(KeycloakSession session, Verification verification) {
        KeyRefusal refusal = verification.refusal();
        if (refusal != null && isReported(refusal)) {
            raiseNow(session, verification);
        }
    }

    private static boolean isReported(KeyRefusal refusal) {
        return switch (refusal.event()) {
            case NEVER -> false;
            case LIMITED -> UNKNOWN_KEYS.take().isZero();
            case ALWAYS -> true;
        };
    }

    /**
     * Raises the event. Keycloak stores error events immediately, in their own transaction. If the database fails,
     * {@code ApiKeyStore.flushed} throws a {@code StoreUnavailableException}.
     */
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

    /** Adds the details of the refusal to the event of a Keycloak endpoint, and raises the event as an error. */
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
