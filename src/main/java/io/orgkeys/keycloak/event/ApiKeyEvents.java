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
import io.orgkeys.keycloak.representation.ApiKeySettingsRepresentation;
import io.orgkeys.keycloak.representation.ApiResourceRepresentation;
import io.orgkeys.keycloak.representation.OrphanedKeysRepresentation;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Leak;
import io.orgkeys.keycloak.service.OrphanedKeys;
import org.jspecify.annotations.Nullable;

/** Admin events about keys, the catalogue and the settings, whoever caused them. */
public final class ApiKeyEvents {

    /** Resource type of events about a key; their path is {@code organizations/{id}/api-keys/{id}}. */
    public static final String API_KEY = "API_KEY";

    /** Resource type of events about the catalogue; their path is {@code api-keys/resources/{name}}. */
    public static final String API_RESOURCE = "API_RESOURCE";

    /** Resource type of events about the settings; their path is {@code api-keys/settings}. */
    public static final String API_KEY_SETTINGS = "API_KEY_SETTINGS";

    /** What stands in for a user's id when the server itself acts. */
    private static final String SERVER = "org-api-keys";

    /** What the column takes. Behind a proxy, an address is a text that a client may have sent. */
    private static final int ADDRESS_LENGTH = 255;

    /** How many ids of deleted keys are in the details, which are stored also where representations are not. */
    private static final int IDS_IN_DETAILS = 50;

    private final AdminEventBuilder events;

    private ApiKeyEvents(AdminEventBuilder events) {
        this.events = events;
        String address = events.getEvent().getAuthDetails().getIpAddress();
        if (address != null && address.length() > ADDRESS_LENGTH) {
            events.authIpAddress(address.substring(0, ADDRESS_LENGTH));
        }
    }

    /**
     * With the user as the actor whose request the builder was made for. An administrator who impersonates the user is named
     * in the details, as in Keycloak's own event of the impersonation.
     */
    public static ApiKeyEvents of(KeycloakSession session, AdminEventBuilder events) {
        Impersonation.of(session)
                .ifPresent(impersonator -> events.detail(Details.IMPERSONATOR, impersonator.username())
                        .detail("impersonator_id", impersonator.id()));
        return new ApiKeyEvents(events);
    }

    /** With a member as the actor. */
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
     * With an API key as the actor. Keycloak's events know users as actors only, so the key stands in as a user that is stored
     * nowhere: its id is the key's, and the details say what it is.
     */
    public static ApiKeyEvents of(KeycloakSession session, ApiKey actor) {
        RealmModel realm = session.getContext().getRealm();
        UserModel standIn = new InMemoryUserAdapter(session, realm, actor.id());
        ApiKeyEvents events = of(session, new AccessToken(), standIn, accountClient(realm));
        events.events.detail("actor_type", Actor.Type.API_KEY.text()).detail("actor_name", storable(actor.name()));
        return events;
    }

    /** Keycloak keeps details in a column that on MariaDB and MySQL has no room for characters beyond the first 65,536. */
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> Character.isBmpCodePoint(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * With somebody as the actor who reports leaked secrets: no user, so the report's signature stands in.
     *
     * @param reporterId what the realm's settings call them
     */
    public static ApiKeyEvents ofReporter(KeycloakSession session, ClientConnection connection, String reporterId) {
        return ofStranger(
                session, session.getContext().getRealm(), connection.getRemoteHost(), "leak_reporter", reporterId);
    }

    /**
     * About something that follows from a request to Keycloak's own REST: with the caller as the actor, or the server itself
     * where there is no caller.
     */
    static ApiKeyEvents ofCaller(KeycloakSession session, RealmModel realm) {
        KeycloakContext context = session.getContext();
        UserModel user = context.getBearerToken() == null ? null : context.getUser();
        if (user == null || !(context.getBearerToken() instanceof AccessToken token)) {
            return ofStranger(session, realm, null, "server", SERVER);
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

    /** With the server itself as the actor. */
    public static ApiKeyEvents ofServer(KeycloakSession session) {
        return ofStranger(session, session.getContext().getRealm(), null, "server", SERVER);
    }

    private static ApiKeyEvents ofStranger(
            KeycloakSession session, RealmModel realm, @Nullable String address, String type, String id) {
        UserModel standIn = new InMemoryUserAdapter(session, realm, id);
        ApiKeyEvents events = new ApiKeyEvents(new AddressedEvents(
                session, realm, new AdminAuth(realm, new AccessToken(), standIn, accountClient(realm)), address));
        events.events.detail("actor_type", type).detail("actor_name", id);
        return events;
    }

    private static ClientModel accountClient(RealmModel realm) {
        ClientModel account = realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        return account == null ? realm.getMasterAdminClient() : account;
    }

    /** Events about what nobody asked for within a request of their own. */
    private static final class AddressedEvents extends AdminEventBuilder {

        @SuppressWarnings("NullAway") // Keycloak's events may have no address
        AddressedEvents(KeycloakSession session, RealmModel realm, AdminAuth actor, @Nullable String address) {
            super(realm, actor, session, address, null);
        }
    }

    /**
     * A secret of the key was reported to be public.
     *
     * @param source what kind of place it was found in, by the report's word; safe to show
     * @param url where it was found, by the report's word; safe to show
     */
    public void leaked(Leak leak, String source, String url) {
        about(leak.state(), leak.remedy() == Leak.Remedy.KEY_DELETED ? OperationType.DELETE : OperationType.ACTION)
                .detail("action", "leak")
                .detail("remedy", leak.remedy().text())
                .detail("leak_source", source)
                .detail("leak_url", url)
                .success();
    }

    /**
     * The key was disabled because a key that leaked had created it.
     *
     * @param leakedId of the key whose secret was reported to be public
     * @param source see {@link #leaked}
     * @param url see {@link #leaked}
     */
    public void leakedWith(Leak leak, String leakedId, String source, String url) {
        about(leak.state(), OperationType.ACTION)
                .detail("action", "leak")
                .detail("remedy", leak.remedy().text())
                .detail("leaked_key", leakedId)
                .detail("leak_source", source)
                .detail("leak_url", url)
                .success();
    }

    /** The key was disabled because nobody used it. */
    public void idle(KeyState state) {
        about(state, OperationType.UPDATE).detail("action", "disable_idle").success();
    }

    public void created(KeyState state) {
        about(state, OperationType.CREATE).success();
    }

    /** A key whose secret was issued elsewhere. */
    public void imported(KeyState state) {
        about(state, OperationType.CREATE).detail("action", "import").success();
    }

    public void updated(KeyState state) {
        about(state, OperationType.UPDATE).success();
    }

    public void rotated(KeyState state) {
        about(state, OperationType.ACTION).detail("action", "rotate").success();
    }

    public void deleted(KeyState state) {
        about(state, OperationType.DELETE).success();
    }

    /** Keys were deleted with their owner: one event, at the path of the key if it is only one. */
    void deleted(OrphanedKeys keys) {
        List<String> path = new ArrayList<>(List.of("organizations", keys.organizationId(), "api-keys"));
        if (keys.count() == 1) {
            path.addAll(keys.ids());
        }
        events.resource(API_KEY)
                .operation(OperationType.DELETE)
                .resourcePath(path.toArray(String[]::new))
                .representation(BoundedJson.of(OrphanedKeysRepresentation.of(keys)))
                .detail("action", "owner_removed")
                .detail("key_count", String.valueOf(keys.count()))
                .detail("key_ids", keys.ids().stream().limit(IDS_IN_DETAILS).collect(Collectors.joining(" ")))
                .success();
    }

    public void created(ApiResource resource) {
        about(resource.name(), OperationType.CREATE)
                .representation(BoundedJson.of(ApiResourceRepresentation.of(resource)))
                .success();
    }

    public void updated(ApiResource resource) {
        about(resource.name(), OperationType.UPDATE)
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
                .representation(BoundedJson.of(ApiKeySettingsRepresentation.of(settings)))
                .success();
    }

    private AdminEventBuilder about(KeyState state, OperationType operation) {
        ApiKey key = state.key();
        return events.resource(API_KEY)
                .operation(operation)
                .resourcePath("organizations", key.organizationId(), "api-keys", key.id())
                .representation(BoundedJson.of(ApiKeyRepresentation.of(state)));
    }

    private AdminEventBuilder about(String resource, OperationType operation) {
        return events.resource(API_RESOURCE).operation(operation).resourcePath("api-keys", "resources", resource);
    }
}
