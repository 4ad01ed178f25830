package io.orgkeys.keycloak.rest;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.authorization.Caller;
import io.orgkeys.keycloak.authorization.KeyAction;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KeyLimitReachedException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoredKeys;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.UsageRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.IssuedKey;
import io.orgkeys.keycloak.service.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one key over HTTP, for every kind of caller. Each operation authorizes the caller, reads or changes
 * the key, raises the event, commits, and builds the response. The resource methods read the body of the request
 * beforehand, so that a slow client does not hold a lock or a database connection.
 */
public final class KeyOperations {

    private final Caller caller;
    private final ApiKeyServices services;
    private final ApiKeyEvents events;

    public KeyOperations(Caller caller, ApiKeyServices services, ApiKeyEvents events) {
        this.caller = caller;
        this.services = services;
        this.events = events;
    }

    /**
     * Creates a key. Responds with 201 and the secret.
     *
     * @param errors the format errors of the request
     * @param collection the URI of the keys, to which the location of the new key is relative
     */
    public Response create(
            OrganizationModel organization, String ownerId, NewKey key, FieldErrors errors, URI collection) {
        caller.requireCreate(organization, key.type(), ownerId);
        return services.store().committed(() -> {
            IssuedKey issued = create(organization, ownerId, key, errors);
            Caller locked = caller.locked();
            locked.requireCreate(organization, key.type(), ownerId);
            services.keys().requireCreatable(locked.authority(organization), issued.key());
            KeyState state = services.states().of(issued.key());
            events.created(state);
            return issued(state, issued)
                    .location(URI.create(collection + "/" + issued.key().id()))
                    .build();
        });
    }

    private IssuedKey create(OrganizationModel organization, String ownerId, NewKey key, FieldErrors errors) {
        try {
            return services.keys()
                    .create(
                            caller.authority(organization),
                            organization,
                            key.type(),
                            ownerId,
                            key.content(errors),
                            errors);
        } catch (KeyLimitReachedException e) {
            throw withExpiredKey(e, organization);
        }
    }

    /**
     * Adds to the exception the name of an expired key that counts toward the limit, if the caller may see such a key.
     */
    private KeyLimitReachedException withExpiredKey(KeyLimitReachedException limit, OrganizationModel organization) {
        return limit.expired().stream()
                .filter(key -> caller.may(KeyAction.READ, organization, key))
                .findFirst()
                .map(limit::naming)
                .orElse(limit);
    }

    public Response read(ApiKey key) {
        caller.require(KeyAction.READ, organizationOf(key), key);
        return keyResponse(services.states().of(key));
    }

    /** Returns the usage of the key. */
    public Response usage(ApiKey key, UsageQuery query) {
        caller.require(KeyAction.READ, organizationOf(key), key);
        return Response.ok(UsageRepresentation.of(query.of(key, services)))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    public Response update(ApiKey key, Body<KeyUpdate> body, @Nullable String ifMatch) {
        OrganizationModel organization = organizationOf(key);
        caller.require(KeyAction.UPDATE, organization, key);
        return services.store().committed(() -> {
            Locked target = lock(key);
            target.caller().require(KeyAction.UPDATE, organization, key);
            ApiKey locked = target.key();
            EntityTag.require(locked, ifMatch, body.value().version());
            if (body.value().setsEnabled()) {
                services.killSwitch().release(locked);
            }
            ApiKeyContent content = body.value().applyTo(locked, body.errors());
            ApiKey updated =
                    services.keys().update(target.caller().authority(organization), locked, content, body.errors());
            KeyState state = services.states().of(updated);
            events.updated(state);
            return keyResponse(state);
        });
    }

    /**
     * Issues a new secret for the key. Responds with 201 and the secret.
     *
     * @param presented the digest of the secret with which the key rotates itself, or null
     */
    public Response rotate(
            ApiKey key, @Nullable SecretDigest presented, Body<KeyRotation> body, @Nullable String ifMatch) {
        OrganizationModel organization = organizationOf(key);
        caller.requireRotate(organization, key);
        return services.store().committed(() -> {
            Locked target = lock(key);
            target.caller().requireRotate(organization, key);
            Authority authority = target.caller().authority(organization);
            ApiKey locked = target.key();
            EntityTag.require(locked, ifMatch, body.value().version());
            IssuedKey issued = services.keys()
                    .rotate(
                            caller.owns(locked) ? Authority.unlimited(authority.actor()) : authority,
                            locked,
                            presented,
                            body.value().requested(),
                            body.errors());
            KeyState state = services.states().of(issued.key());
            events.rotated(state);
            return issued(state, issued).build();
        });
    }

    /**
     * Makes the former secret of the key invalid at once. Requires the permission to rotate the key, but not the one to
     * see its secret, because the response contains no secret.
     */
    public Response endFormerSecret(ApiKey key, @Nullable String ifMatch) {
        OrganizationModel organization = organizationOf(key);
        caller.require(KeyAction.ROTATE, organization, key);
        return services.store().committed(() -> {
            Locked target = lock(key);
            target.caller().require(KeyAction.ROTATE, organization, key);
            ApiKey locked = target.key();
            EntityTag.require(locked, ifMatch, Optional.empty());
            services.keys().endFormerSecret(locked).map(services.states()::of).ifPresent(events::endedFormerSecret);
            return Response.noContent().build();
        });
    }

    public Response delete(ApiKey key) {
        caller.require(KeyAction.DELETE, organizationOf(key), key);
        return services.store().committed(() -> {
            KeyState state = services.states().of(key);
            services.keys().revoke(key);
            events.deleted(state);
            return Response.noContent().build();
        });
    }

    /**
     * The caller and the key of a request, in the state that they keep until the transaction ends.
     *
     * @param key the state to which a request with neither If-Match nor {@code version} is applied
     */
    private record Locked(Caller caller, ApiKey key) {}

    /** Locks the key and, if the caller calls with a key, this one, in the order of their ids. */
    private Locked lock(ApiKey key) {
        StoredKeys keys = services.store().keys();
        caller.keyId()
                .filter(callerKey -> callerKey.compareTo(key.id()) < 0)
                .ifPresent(callerKey -> keys.lock(key.realmId(), callerKey));
        ApiKey locked = keys.lock(key.realmId(), key.id()).orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
        return new Locked(caller.locked(), locked);
    }

    private OrganizationModel organizationOf(ApiKey key) {
        try {
            return caller.organization(key.organizationId());
        } catch (RefusedException e) {
            throw e.refusal() == RequestRefusal.ORGANIZATION_NOT_FOUND ? RequestRefusal.KEY_NOT_FOUND.exception() : e;
        }
    }

    private static Response keyResponse(KeyState state) {
        return Response.ok(ApiKeyRepresentation.of(state))
                .header(HttpHeaders.ETAG, EntityTag.of(state.key()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static Response.ResponseBuilder issued(KeyState state, IssuedKey issued) {
        return Response.status(Response.Status.CREATED)
                .entity(IssuedKeyRepresentation.of(state, issued))
                .header(HttpHeaders.ETAG, EntityTag.of(state.key()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
