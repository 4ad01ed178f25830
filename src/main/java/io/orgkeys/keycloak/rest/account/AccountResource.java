package io.orgkeys.keycloak.rest.account;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.authorization.AccountCaller;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.representation.OrganizationRepresentation;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.NoCache;

/** Lists the organizations of the caller. */
@DeclaredQuery
public class AccountResource {

    private final KeycloakSession session;
    private final ApiKeyServices services;
    private final AccountAuthentication authentication;

    public AccountResource(KeycloakSession session) {
        this.session = session;
        this.services = ApiKeyServices.of(session);
        this.authentication = AccountAuthentication.of(session, services);
    }

    @NoCache
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listMyOrganizations",
            summary = "Lists the organizations of the caller, with the actions that the caller may perform in each")
    public List<OrganizationRepresentation> organizations() {
        ApiKeySettings settings = ApiKeySettings.of(session.getContext().getRealm());
        AccountCaller caller = authentication.caller();
        return caller.organizations()
                .map(organization -> OrganizationRepresentation.of(
                        organization,
                        caller.actions(organization),
                        caller.ownActions(),
                        caller.ownerId().orElse(null),
                        settings))
                .toList();
    }

    @Path("{organizationId}")
    public OrganizationKeysResource organization(@PathParam("organizationId") String id) {
        return new OrganizationKeysResource(
                session, services, authentication, authentication.caller().organization(id));
    }
}
