package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.LookedUpKeyRepresentation;
import io.orgkeys.keycloak.representation.OrganizationAccessRepresentation;
import io.orgkeys.keycloak.representation.RealmAccessRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.ConditionFilter;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyExport;
import io.orgkeys.keycloak.rest.KeyFilter;
import io.orgkeys.keycloak.rest.KeyList;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.rest.KeyResource;
import io.orgkeys.keycloak.rest.Page;
import io.orgkeys.keycloak.rest.RequestedKey;
import io.orgkeys.keycloak.rest.SecretText;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;
import org.jspecify.annotations.Nullable;

/** Manages the keys of a realm, for administrators. */
@DeclaredQuery
public class ApiKeysAdminResource {

    private static final List<Variant> FORMS =
            Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, KeyExport.CSV).build();

    /**
     * The id of a key. Excludes the names that the GET methods of this class begin with. Otherwise, a HEAD request to
     * such a name would search for a key, because RESTEasy prefers sub-resources for HEAD requests.
     */
    private static final String KEY = "{id:(?!(?:count|access|organizations)(?:/|$))[^/]+}";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminAuth auth;
    private final ApiKeyServices services;
    private final Administrator administrator;
    private final ApiKeyEvents events;

    ApiKeysAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth.adminAuth();
        this.services = ApiKeyServices.of(session);
        this.administrator = new Administrator(session, realm, auth, services);
        this.events = ApiKeyEvents.of(session, adminEvent);
    }

    /** Answers with CSV if the caller prefers it to JSON (RFC 9110 §12.5.1). */
    @NoCache
    @GET
    @Produces({MediaType.APPLICATION_JSON, KeyExport.TEXT_CSV})
    @Operation(operationId = "listKeys", summary = "Lists keys, as JSON or as a CSV file")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = ApiKeyRepresentation.class)))
    public Object list(
            @QueryParam("organizationId") @Nullable String organizationId,
            @BeanParam KeyFilter filter,
            @BeanParam ConditionFilter conditions,
            @BeanParam Page page,
            @Context Request request,
            @Context HttpServerRequest http) {
        KeyList keys = keys(organizationId, filter, conditions, page);
        return prefersCsv(request)
                ? keys.export(session.getKeycloakSessionFactory(), page, http).response()
                : keys.page();
    }

    private static boolean prefersCsv(Request request) {
        try {
            Variant preferred = request.selectVariant(FORMS);
            return preferred != null && preferred.getMediaType().equals(KeyExport.CSV);
        } catch (BadRequestException e) {
            throw new InvalidInputException("Accept", FieldErrorCode.INVALID_ACCEPT);
        }
    }

    @NoCache
    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "countKeys", summary = "Counts keys")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "Count")))
    public long count(
            @QueryParam("organizationId") @Nullable String organizationId,
            @BeanParam KeyFilter filter,
            @BeanParam ConditionFilter conditions) {
        return keys(organizationId, filter, conditions, Page.DEFAULT).count();
    }

    private KeyList keys(@Nullable String organizationId, KeyFilter filter, ConditionFilter conditions, Page page) {
        Optional<Set<String>> organizations = organizationId == null || organizationId.isBlank()
                ? administrator.visibleOrganizations()
                : Optional.of(Set.of(administrator.organization(organizationId).getId()));
        return new KeyList(services, realm.getId(), organizations.orElse(null), filter, conditions, page);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createKey", summary = "Creates a key and returns its secret, which is not returned again")
    @RequestBodySchema(KeyCreation.class)
    @APIResponseSchema(value = IssuedKeyRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "409")
    public Response create(InputStream body) {
        Body<KeyCreation> creation = JsonBody.read(body).bind(KeyCreation.class);
        KeyCreation value = creation.value();
        value.checkOwner(creation.errors());
        OrganizationModel organization = value.organization(administrator, services.keys(), creation.errors());
        return new KeyOperations(administrator, services, events)
                .create(
                        organization,
                        value.ownerId(organization),
                        value.key(),
                        creation.errors(),
                        session.getContext().getUri().getAbsolutePath());
    }

    @Path(KEY)
    public KeyResource key(@PathParam("id") String id) {
        Supplier<RequestedKey> find = () -> new RequestedKey(administrator, administrator.key(id), null);
        return new KeyResource(services, events, find, find);
    }

    @POST
    @Path("lookup")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "lookupKey", summary = "Finds the key that a leaked secret belongs to")
    @RequestBodySchema(Lookup.class)
    public LookedUpKeyRepresentation lookup(InputStream body) {
        Body<Lookup> lookup = JsonBody.read(body).bind(Lookup.class);
        lookup.errors().throwIfAny();
        return new KeyLookup(realm, administrator, services)
                .find(lookup.value().secret().text());
    }

    record Lookup(@Schema(format = "password") SecretText secret) {}

    @NoCache
    @GET
    @Path("access")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readRealmAccess",
            summary = "Returns the permissions of the caller for the catalog and the settings")
    public RealmAccessRepresentation access() {
        administrator.requireOrganizations();
        administrator.requireViewCatalog();
        return new RealmAccessRepresentation(administrator.mayManageCatalog());
    }

    @NoCache
    @GET
    @Path("organizations/{organizationId}/access")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readOrganizationAccess",
            summary = "Returns the permissions of the caller for the keys of an organization")
    public OrganizationAccessRepresentation access(@PathParam("organizationId") String organizationId) {
        OrganizationModel organization = administrator.organization(organizationId);
        return new OrganizationAccessRepresentation(
                administrator.mayManage(organization),
                administrator.mayImpersonate(),
                administrator.mayImpersonateSome(organization));
    }

    @Path("bulk")
    public BulkAdminResource bulk() {
        return new BulkAdminResource(session, realm, auth, administrator);
    }

    @Path("kill-switch")
    public KillSwitchAdminResource killSwitch() {
        return new KillSwitchAdminResource(realm, administrator, services, events);
    }

    @Path("import")
    public ImportAdminResource imports() {
        return new ImportAdminResource(session, realm, administrator, services, events);
    }

    @Path("resources")
    public CatalogAdminResource resources() {
        return new CatalogAdminResource(session, realm, administrator, services.store(), events);
    }

    @Path("settings")
    public SettingsAdminResource settings() {
        return new SettingsAdminResource(session, realm, administrator, services.store(), events);
    }
}
