package io.orgkeys.keycloak.rest;

import java.net.URI;

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
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.UsageRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.IssuedKey;
import io.orgkeys.keycloak.service.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to one key over HTTP, for every kind of caller: authorize, apply the rule, raise the event, commit, answer. Bodies
 * have been read before: nobody holds a lock or a connection to the database by sending slowly.
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
     * Creates a key; 201 with the secret.
     *
     * @param errors what is wrong with the request's form
     * @param collection where keys are found: the location of the new one is below it
     */
    public Response create(
            OrganizationModel organization, String ownerId, NewKey key, FieldErrors errors, URI collection) {
        caller.requireCreate(organization, key.type(), ownerId);
        return services.store().committed(() -> {
            IssuedKey issued = create(organization, ownerId, key, errors);
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
            throw named(e, organization);
        }
    }

    /** Names an expired key that still counts, to a caller who may see it. */
    private KeyLimitReachedException named(KeyLimitReachedException limit, OrganizationModel organization) {
        return limit.expired().stream()
                .filter(key -> caller.may(KeyAction.READ, organization, key))
                .findFirst()
                .map(limit::naming)
                .orElse(limit);
    }

    public Response read(ApiKey key) {
        caller.require(KeyAction.READ, organizationOf(key), key);
        return found(services.states().of(key));
    }

    /** How often the key was used. */
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
            ApiKey locked = lock(key);
            EntityTag.require(locked, ifMatch, body.value().version());
            ApiKeyContent content = body.value().applyTo(locked, body.errors());
            ApiKey updated = services.keys().update(caller.authority(organization), locked, content, body.errors());
            KeyState state = services.states().of(updated);
            events.updated(state);
            return found(state);
        });
    }

    /**
     * Gives the key a new secret; 201 with the secret.
     *
     * @param presented the secret with which the key rotates itself, or null
     */
    public Response rotate(
            ApiKey key, @Nullable SecretDigest presented, Body<KeyRotation> body, @Nullable String ifMatch) {
        OrganizationModel organization = organizationOf(key);
        caller.requireRotate(organization, key);
        Authority authority = caller.authority(organization);
        return services.store().committed(() -> {
            ApiKey locked = lock(key);
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

    public Response delete(ApiKey key) {
        caller.require(KeyAction.DELETE, organizationOf(key), key);
        return services.store().committed(() -> {
            KeyState state = services.states().of(key);
            services.keys().revoke(key);
            events.deleted(state);
            return Response.noContent().build();
        });
    }

    /** The current key: a change that names no version applies to it. */
    private ApiKey lock(ApiKey key) {
        return services.store()
                .keys()
                .lock(key.realmId(), key.id())
                .orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
    }

    private OrganizationModel organizationOf(ApiKey key) {
        try {
            return caller.organization(key.organizationId());
        } catch (RefusedException e) {
            throw e.refusal() == RequestRefusal.ORGANIZATION_NOT_FOUND ? RequestRefusal.KEY_NOT_FOUND.exception() : e;
        }
    }

    private static Response found(KeyState state) {
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
