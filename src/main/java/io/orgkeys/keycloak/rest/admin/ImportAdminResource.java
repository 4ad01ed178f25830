package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.representation.ImportRepresentation;
import io.orgkeys.keycloak.representation.ImportedKeyRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.PatchField;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/**
 * Imports keys of another system by the digests of their secrets, so that the users of these keys need not change
 * anything. An invalid key does not prevent the import of the others. One transaction stores all keys.
 */
@DeclaredQuery
public class ImportAdminResource {

    private static final int MAXIMUM_BYTES = 2 * 1024 * 1024;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyServices services;
    private final ApiKeyEvents events;

    ImportAdminResource(
            KeycloakSession session,
            RealmModel realm,
            Administrator administrator,
            ApiKeyServices services,
            ApiKeyEvents events) {
        this.session = session;
        this.realm = realm;
        this.administrator = administrator;
        this.services = services;
        this.events = events;
    }

    /** A key of the request. */
    private record Row(int index, ImportedKey imported, FieldErrors errors) {

        KeyCreation creation() {
            return imported.creation();
        }

        SecretDigest digest() {
            return imported.digest();
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "importKeys", summary = "Imports keys of another system by the digests of their secrets")
    @RequestBodySchema(KeyImport.class)
    @APIResponseSchema(ImportRepresentation.class)
    @APIResponse(responseCode = "409")
    public ImportRepresentation adopt(InputStream body) {
        administrator.requireOrganizations();
        // requires this permission, because an error in the prefix reveals which prefixes the settings contain
        administrator.requireViewCatalog();
        Body<KeyImport> request = JsonBody.read(body, MAXIMUM_BYTES).bind(KeyImport.class);
        requireAcceptedPrefix(request.value().prefix(), request.errors());
        request.errors().throwIfAny();
        boolean dryRun = request.value().dryRun().orElse(false);

        List<Row> rows = new ArrayList<>();
        for (Body<ImportedKey> key : request.value().keys()) {
            key.value().check(key.errors());
            rows.add(new Row(rows.size(), key.value(), key.errors()));
        }
        // sort, so that concurrent imports lock organizations in the same order and cannot deadlock
        rows.sort(Comparator.comparing(row -> row.creation().organizationId()));
        TakenDigests taken = TakenDigests.among(
                rows.stream()
                        .map(row -> row.digest().sha256())
                        .filter(ImportedKey::isSha256)
                        .toList(),
                realm,
                services,
                administrator);
        if (dryRun) {
            session.getTransactionManager().setRollbackOnly();
            return adopt(rows, taken, true);
        }
        return services.store().committed(() -> adopt(rows, taken, false));
    }

    private ImportRepresentation adopt(List<Row> rows, TakenDigests taken, boolean dryRun) {
        List<ImportedKeyRepresentation> results = new ArrayList<>();
        for (Row row : rows) {
            results.add(adopt(row, taken, dryRun));
        }
        results.sort(Comparator.comparing(ImportedKeyRepresentation::index));
        return ImportRepresentation.of(dryRun, results);
    }

    /**
     * Refuses a prefix that the realm does not accept, because verifications would refuse the imported secrets. The
     * request must contain the prefix, because the digests do not reveal it.
     */
    private void requireAcceptedPrefix(PatchField<String> prefix, FieldErrors errors) {
        String text = prefix.value();
        if (!prefix.given()) {
            errors.add("prefix", FieldErrorCode.PREFIX_REQUIRED);
        } else if (text != null
                && ApiKeySettings.of(realm).importedPrefixes().all().stream().noneMatch(text::startsWith)) {
            errors.add("prefix", FieldErrorCode.PREFIX_NOT_ACCEPTED);
        }
    }

    private ImportedKeyRepresentation adopt(Row row, TakenDigests takenDigests, boolean dryRun) {
        try {
            OrganizationModel organization = row.creation().organization(administrator, services.keys(), row.errors());
            String ownerId = row.creation().ownerId(organization);
            // requires the permission to see the secret, too, because a caller who has the digest may also have the
            // secret
            administrator.requireCreate(organization, row.creation().key().type(), ownerId);
            TakenDigests.Taken taken = takenDigests.find(row.digest().sha256());
            if (taken != null) {
                return ImportedKeyRepresentation.failed(
                        row.index(), RequestRefusal.CONFLICT, taken.detail(), List.of(), taken.keyId());
            }
            ApiKey key = services.keys()
                    .adopt(
                            administrator.authority(organization),
                            organization,
                            row.creation().key().type(),
                            ownerId,
                            row.creation().key().content(row.errors()),
                            row.digest(),
                            row.imported()
                                    .createdAt()
                                    .orElseGet(() -> services.clock().instant()),
                            row.errors());
            takenDigests.add(row.digest().sha256(), dryRun ? null : key);
            if (dryRun) {
                return ImportedKeyRepresentation.accepted(row.index(), null);
            }
            events.imported(services.states().of(key));
            return ImportedKeyRepresentation.accepted(row.index(), key.id());
        } catch (RefusedException e) {
            if (!concernsOneKey(e.refusal())) {
                throw e;
            }
            return ImportedKeyRepresentation.failed(row.index(), e.refusal(), e.detail(), e.errors(), null);
        }
    }

    /** Whether the refusal concerns only one key, so that the others can still be imported. */
    private static boolean concernsOneKey(Refusal refusal) {
        return refusal instanceof RequestRefusal request
                && switch (request) {
                    case INVALID_REQUEST, FORBIDDEN, ORGANIZATION_NOT_FOUND, LIMIT_REACHED -> true;
                    case NOT_AUTHENTICATED,
                            INVALID_SIGNATURE,
                            KEY_NOT_FOUND,
                            DELETED_KEY,
                            USER_NOT_FOUND,
                            ORGANIZATIONS_DISABLED,
                            RESOURCE_NOT_FOUND,
                            FILE_NOT_FOUND,
                            LEAKED_KEY,
                            CONFLICT,
                            STALE_VERSION,
                            TEMPORARILY_UNAVAILABLE -> false;
                };
    }
}
