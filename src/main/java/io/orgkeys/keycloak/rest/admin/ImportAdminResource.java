package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.representation.ImportRepresentation;
import io.orgkeys.keycloak.representation.ImportedKeyRepresentation;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Takes over keys that were issued elsewhere and of which the digests are known, so that nobody who uses one has to change
 * anything. What is wrong with one key does not keep out the others; all of them are stored in one transaction.
 */
@DeclaredQuery
public class ImportAdminResource {

    private static final int MOST_KEYS = 1_000;
    private static final int MAXIMUM_BYTES = 2 * 1024 * 1024;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern LAST_FOUR = Pattern.compile("[!-~]{4}");

    /** What is shown where nobody knows the end of the secret. */
    private static final String UNKNOWN_END = "????";

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

    /** One of the keys that were sent. */
    private record Row(int index, NewKey key, SecretDigest digest, Optional<Instant> issuedAt) {

        static Row of(int index, JsonBody json) {
            String sha256 = json.requiredText("sha256");
            if (!json.errors().has("sha256") && !SHA_256.matcher(sha256).matches()) {
                json.errors().add("sha256", "Must be the SHA-256 of the whole secret in hexadecimal, 64 characters.");
            }
            String lastFour = json.text("lastFour").orElse(UNKNOWN_END);
            if (!LAST_FOUR.matcher(lastFour).matches()) {
                json.errors().add("lastFour", "Must be the last four characters of the secret.");
            }
            Optional<Instant> issuedAt = Optional.ofNullable(json.instant("createdAt"));
            return new Row(
                    index, NewKey.of(json), new SecretDigest(sha256.toLowerCase(Locale.ROOT), lastFour), issuedAt);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ImportRepresentation adopt(InputStream body) {
        administrator.requireOrganizations();
        // what is wrong with a prefix tells something of the settings
        administrator.requireViewCatalog();
        JsonBody json = JsonBody.read(body, MAXIMUM_BYTES);
        boolean dryRun = json.flag("dryRun").orElse(false);
        requireForm(json);
        List<JsonBody> bodies = json.objects("keys", MOST_KEYS);
        json.finish();

        List<Row> rows = new ArrayList<>();
        for (JsonBody row : bodies) {
            rows.add(Row.of(rows.size(), row));
        }
        // two that import at once take the locks on organizations in the same order
        rows.sort(Comparator.comparing(row -> row.key().organizationId()));
        TakenDigests taken = TakenDigests.among(
                rows.stream()
                        .map(row -> row.digest().sha256())
                        .filter(sha256 -> SHA_256.matcher(sha256).matches())
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

    /** The digests do not tell what the secrets look like, and a form that the realm does not take is never looked for. */
    private void requireForm(JsonBody json) {
        if (!json.has("prefix")) {
            json.errors()
                    .add(
                            "prefix",
                            "Is needed: what the secrets begin with, or null where they are of this product's own form.");
        }
        json.text("prefix")
                .filter(prefix -> ApiKeySettings.of(realm).importedPrefixes().all().stream()
                        .noneMatch(prefix::startsWith))
                .ifPresent(
                        prefix -> json.errors()
                                .add(
                                        "prefix",
                                        "The realm takes no secrets that begin so. Add it to the setting importedPrefixes first."));
    }

    private ImportedKeyRepresentation adopt(Row row, TakenDigests takenDigests, boolean dryRun) {
        try {
            OrganizationModel organization = row.key().organization(administrator, services.keys());
            String ownerId = row.key().ownerId(organization);
            // whoever knows the digest may know the secret
            administrator.requireCreate(organization, row.key().type(), ownerId);
            TakenDigests.Taken taken = takenDigests.find(row.digest().sha256());
            if (taken != null) {
                return ImportedKeyRepresentation.failed(
                        row.index(), RequestRefusal.CONFLICT, taken.detail(), List.of(), taken.keyId());
            }
            ApiKey key = services.keys()
                    .adopt(
                            administrator.authority(organization),
                            organization,
                            row.key().type(),
                            ownerId,
                            row.key().content(),
                            row.digest(),
                            row.issuedAt().orElseGet(() -> services.clock().instant()),
                            row.key().errors());
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

    /** Whether the other keys can be imported all the same. */
    private static boolean concernsOneKey(Refusal refusal) {
        return refusal instanceof RequestRefusal request
                && switch (request) {
                    case INVALID_REQUEST, FORBIDDEN, ORGANIZATION_NOT_FOUND, LIMIT_REACHED -> true;
                    case NOT_AUTHENTICATED,
                            INVALID_SIGNATURE,
                            KEY_NOT_FOUND,
                            DELETED_KEY,
                            ORGANIZATIONS_DISABLED,
                            RESOURCE_NOT_FOUND,
                            LEAKED_KEY,
                            CONFLICT,
                            STALE_VERSION,
                            TEMPORARILY_UNAVAILABLE -> false;
                };
    }
}
