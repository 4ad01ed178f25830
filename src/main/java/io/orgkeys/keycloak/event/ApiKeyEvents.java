package io.orgkeys.keycloak.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

import io.orgkeys.keycloak.authorization.Impersonation;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.ApiResourceRepresentation;
import io.orgkeys.keycloak.representation.OwnedKeysRepresentation;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Leak;
import io.orgkeys.keycloak.service.OrphanedKeys;
import io.orgkeys.keycloak.service.SwitchedKeys;
import org.jspecify.annotations.Nullable;

/** Raises the admin events about keys, the catalog and the settings. */
public final class ApiKeyEvents {

    /** Resource type of events about a key. Their path is {@code organizations/{id}/api-keys/{id}}. */
    private static final String API_KEY = "API_KEY";

    /** Resource type of events about the catalog. Their path is {@code api-keys/resources/{name}}. */
    private static final String API_RESOURCE = "API_RESOURCE";

    /** Resource type of events about the settings. Their path is {@code api-keys/settings}. */
    private static final String API_KEY_SETTINGS = "API_KEY_SETTINGS";

    /** The user id in events that the server itself causes. */
    private static final String SERVER = "org-api-keys";

    /**
     * The length of the database column for the address. Behind a proxy, the address may be any text from a request
     * header.
     */
    private static final int ADDRESS_LENGTH = 255;

    /** The maximum number of key ids in the details, which Keycloak stores even if it stores no representations. */
    private static final int MAX_IDS_IN_DETAILS = 50;

    private final AdminEventBuilder events;

    private ApiKeyEvents(AdminEventBuilder events) {
        this.events = events;
        String address = events.getEvent().getAuthDetails().getIpAddress();
        if (address != null && address.length() > ADDRESS_LENGTH) {
            events.authIpAddress(address.substring(0, ADDRESS_LENGTH));
        }
    }

    /**
     * Returns events whose actor is the user of this event builder. If an administrator impersonates that user, the
     * details name the administrator, as in Keycloak's own impersonation event.
     */
    public static ApiKeyEvents of(KeycloakSession session, AdminEventBuilder events) {
        Impersonation.of(session)
                .ifPresent(impersonator -> events.detail(Details.IMPERSONATOR, impersonator.username())
                        .detail("impersonator_id", impersonator.id()));
        return new ApiKeyEvents(events);
    }

    /** Returns events whose actor is a member. */
    public static ApiKeyEvents of(KeycloakSession session, AccessToken token, UserModel user, ClientModel client) {
        RealmModel realm = session.getContext().getRealm();
        return of(
                session,
                new AdminEventBuilder(
                        realm,
                        new AdminAuth(realm, token, user, client),
                        session,
                        session.getContext().getConnection()));
    }

    /**
     * Returns events whose actor is an API key. Keycloak's events support only users as actors, so the actor is a user
     * that is not stored and has the id of the key. The details contain the actor type and the name of the key.
     */
    public static ApiKeyEvents of(KeycloakSession session, ApiKey actor) {
        RealmModel realm = session.getContext().getRealm();
        UserModel user = new InMemoryUserAdapter(session, realm, actor.id());
        return of(session, new AccessToken(), user, accountClient(realm))
                .by(Actor.Type.API_KEY.text(), storable(actor.content().name()));
    }

    /**
     * Replaces characters outside the Basic Multilingual Plane, which MariaDB and MySQL cannot store in the details.
     */
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> Character.isBmpCodePoint(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Returns events whose actor is a reporter of leaked secrets, identified by its id in the realm's settings. */
    public static ApiKeyEvents ofReporter(KeycloakSession session, ClientConnection connection, String reporterId) {
        return ofNonUser(
                session, session.getContext().getRealm(), connection.getRemoteHost(), "leak_reporter", reporterId);
    }

    /**
     * Returns events for a change that follows from a request to Keycloak's own REST API. The actor is the caller of
     * that request, or the server if there is no caller with an access token.
     */
    static ApiKeyEvents ofCaller(KeycloakSession session, RealmModel realm) {
        KeycloakContext context = session.getContext();
        UserModel user = context.getBearerToken() == null ? null : context.getUser();
        if (user == null || !(context.getBearerToken() instanceof AccessToken token)) {
            return ofNonUser(session, realm, null, "server", SERVER);
        }
        String issuer = token.getIssuer();
        RealmModel issuing = session.realms().getRealmByName(issuer.substring(issuer.lastIndexOf('/') + 1));
        ClientModel client = issuing.getClientByClientId(token.getIssuedFor());
        return new ApiKeyEvents(new AddressedEvents(
                session,
                realm,
                new AdminAuth(issuing, token, user, client == null ? accountClient(issuing) : client),
                context.getConnection().getRemoteHost()));
    }

    /** Returns events whose actor is the server. */
    public static ApiKeyEvents ofServer(KeycloakSession session) {
        return ofNonUser(session, session.getContext().getRealm(), null, "server", SERVER);
    }

    private static ApiKeyEvents ofNonUser(
            KeycloakSession session, RealmModel realm, @Nullable String address, String type, String id) {
        UserModel user = new InMemoryUserAdapter(session, realm, id);
        AdminAuth actor = new AdminAuth(realm, new AccessToken(), user, accountClient(realm));
        return new ApiKeyEvents(new AddressedEvents(session, realm, actor, address)).by(type, id);
    }

    private ApiKeyEvents by(String actorType, String actorName) {
        events.detail("actor_type", actorType).detail("actor_name", actorName);
        return this;
    }

    private static ClientModel accountClient(RealmModel realm) {
        ClientModel account = realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        return account == null ? realm.getMasterAdminClient() : account;
    }

    /** An event builder with an explicit client address, or without one. */
    private static final class AddressedEvents extends AdminEventBuilder {

        @SuppressWarnings("NullAway") // Keycloak accepts a null address
        AddressedEvents(KeycloakSession session, RealmModel realm, AdminAuth actor, @Nullable String address) {
            super(realm, actor, session, address, null);
        }
    }

    /**
     * Raises the event that a secret of the key was reported as leaked.
     *
     * @param source the kind of source, from the report
     * @param url the URL at which the secret was found, from the report
     */
    public void leaked(Leak leak, String source, String url) {
        aboutLeak(leak, source, url).success();
    }

    /**
     * Raises the event that the key was disabled because a leaked key, {@code leakedId}, had created it. The other
     * parameters are the same as in {@link #leaked}.
     */
    public void leakedWith(Leak leak, String leakedId, String source, String url) {
        aboutLeak(leak, source, url).detail("leaked_key", leakedId).success();
    }

    private AdminEventBuilder aboutLeak(Leak leak, String source, String url) {
        boolean deleted = leak.remedy() == Leak.Remedy.KEY_DELETED;
        return about(leak.state(), deleted ? OperationType.DELETE : OperationType.ACTION)
                .detail("action", "leak")
                .detail("remedy", leak.remedy().text())
                .detail("leak_source", source)
                .detail("leak_url", url);
    }

    /** Raises the event that the key was disabled because it was idle. */
    public void idle(KeyState state) {
        about(state, OperationType.UPDATE).detail("action", "disable_idle").success();
    }

    public void created(KeyState state) {
        about(state, OperationType.CREATE).success();
    }

    public void imported(KeyState state) {
        about(state, OperationType.CREATE).detail("action", "import").success();
    }

    public void updated(KeyState state) {
        about(state, OperationType.UPDATE).success();
    }

    public void rotated(KeyState state) {
        about(state, OperationType.ACTION).detail("action", "rotate").success();
    }

    public void endedFormerSecret(KeyState state) {
        about(state, OperationType.ACTION).detail("action", "end_former_secret").success();
    }

    public void deleted(KeyState state) {
        about(state, OperationType.DELETE).success();
    }

    /**
     * Raises one event about all keys that were deleted with their owner. If there is only one key, the resource path
     * of the event is the path of this key.
     */
    void deleted(OrphanedKeys keys) {
        List<String> path = new ArrayList<>(List.of("organizations", keys.organizationId(), "api-keys"));
        if (keys.count() == 1) {
            path.addAll(keys.ids());
        }
        about(OwnedKeysRepresentation.of(keys), OperationType.DELETE)
                .resourcePath(path.toArray(String[]::new))
                .detail("action", "owner_removed")
                .success();
    }

    /** Raises one event about all keys of an organization that the kill switch changed. */
    public void switched(SwitchedKeys keys) {
        about(OwnedKeysRepresentation.of(keys), OperationType.ACTION)
                .resourcePath("organizations", keys.organizationId(), "api-keys")
                .detail("action", "kill_switch_" + keys.action().text())
                .success();
    }

    public void created(ApiResource resource) {
        about(resource, OperationType.CREATE);
    }

    public void updated(ApiResource resource) {
        about(resource, OperationType.UPDATE);
    }

    private void about(ApiResource resource, OperationType operation) {
        about(resource.name(), operation)
                .representation(BoundedJson.of(ApiResourceRepresentation.of(resource)))
                .success();
    }

    public void deletedResource(String name) {
        about(name, OperationType.DELETE).success();
    }

    public void updated(ApiKeySettings settings) {
        events.resource(API_KEY_SETTINGS)
                .operation(OperationType.UPDATE)
                .resourcePath("api-keys", "settings")
                .representation(BoundedJson.of(settings.json()))
                .success();
    }

    private AdminEventBuilder about(KeyState state, OperationType operation) {
        ApiKey key = state.key();
        return events.resource(API_KEY)
                .operation(operation)
                .resourcePath("organizations", key.organizationId(), "api-keys", key.id())
                .representation(BoundedJson.of(ApiKeyRepresentation.of(state)));
    }

    private AdminEventBuilder about(OwnedKeysRepresentation keys, OperationType operation) {
        return events.resource(API_KEY)
                .operation(operation)
                .representation(BoundedJson.of(keys))
                .detail("key_count", String.valueOf(keys.count()))
                .detail("key_ids", keys.ids().stream().limit(MAX_IDS_IN_DETAILS).collect(Collectors.joining(" ")));
    }

    private AdminEventBuilder about(String resource, OperationType operation) {
        return events.resource(API_RESOURCE).operation(operation).resourcePath("api-keys", "resources", resource);
    }
}
