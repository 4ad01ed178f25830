package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.ApiKeySettings.Lifetime;
import io.orgkeys.keycloak.catalog.ApiKeySettings.NetworksRequired;
import io.orgkeys.keycloak.catalog.CatalogEditor;
import io.orgkeys.keycloak.catalog.LeakPolicy;
import io.orgkeys.keycloak.catalog.LeakReporter;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.representation.ApiKeySettingsRepresentation;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.NoCache;
import org.jspecify.annotations.Nullable;

/** The settings of a realm for keys. */
@DeclaredQuery
public class SettingsAdminResource {

    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyStore store;
    private final ApiKeyEvents events;

    SettingsAdminResource(RealmModel realm, Administrator administrator, ApiKeyStore store, ApiKeyEvents events) {
        this.realm = realm;
        this.administrator = administrator;
        this.store = store;
        this.events = events;
    }

    @NoCache
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "readSettings", summary = "Shows the realm's settings")
    public ApiKeySettingsRepresentation read() {
        administrator.requireViewCatalog();
        return ApiKeySettingsRepresentation.of(ApiKeySettings.of(realm));
    }

    /** Fields that are missing stay as they are. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateSettings", summary = "Changes the settings; what is not sent stays")
    @RequestBody(content = @Content(schema = @Schema(ref = "SettingsUpdate")))
    public ApiKeySettingsRepresentation update(InputStream body) {
        administrator.requireManageCatalog();
        SettingsJson json = SettingsJson.read(body);
        ApiKeySettings current = ApiKeySettings.of(realm);
        ApiKeySettings settings = new ApiKeySettings(
                json.text("prefix").orElse(current.prefix()),
                limit(json, "userKeysPerMember", current.userKeysPerMember()),
                limit(json, "botKeysPerOrganization", current.botKeysPerOrganization()),
                lifetime(json, "defaultLifetime", current.defaultLifetime()),
                lifetime(json, "maximumLifetime", current.maximumLifetime()),
                json.number("maximumGracePeriod").map(Duration::ofSeconds).orElse(current.maximumGracePeriod()),
                networksRequired(json, current.networksRequired()),
                json.has("importedPrefixes")
                        ? json.texts("importedPrefixes")
                                .map(ImportedPrefixes::new)
                                .orElse(ImportedPrefixes.NONE)
                        : current.importedPrefixes(),
                leakedKeys(json).orElse(current.leakedKeys()),
                json.has("leakReporters") ? leakReporters(json).orElse(List.of()) : current.leakReporters(),
                json.flag("expiryNotices").orElse(current.expiryNotices()),
                lifetime(json, "maximumIdleTime", current.maximumIdleTime()));
        return store.committed(() -> {
            new CatalogEditor(realm).save(settings, json.complete());
            events.updated(settings);
            return ApiKeySettingsRepresentation.of(settings);
        });
    }

    private static Optional<LeakPolicy> leakedKeys(SettingsJson json) {
        return json.text("leakedKeys").flatMap(text -> {
            Optional<LeakPolicy> policy = LeakPolicy.of(text);
            if (policy.isEmpty()) {
                json.errors().add("leakedKeys", "Must be \"disable\" or \"delete\".");
            }
            return policy;
        });
    }

    private static Optional<List<LeakReporter>> leakReporters(SettingsJson json) {
        return json.list("leakReporters", ApiKeySettings.MOST_REPORTERS)
                .map(reporters -> reporters.stream()
                        .map(reporter -> {
                            LeakReporter read = new LeakReporter(
                                    reporter.requiredText("id"),
                                    reporter.lines("publicKey")
                                            .flatMap(LeakReporter::ofPem)
                                            .orElse(""));
                            json.errors().addAll("leakReporters", reporter.complete());
                            return read;
                        })
                        .toList());
    }

    private static int limit(SettingsJson json, String field, int current) {
        // what does not fit an int is no less out of range as the nearest that does
        return json.number(field)
                .map(number -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)))
                .orElse(current);
    }

    /** A type that is missing stays as it is: whoever limits one must not lift the limit of the other. */
    private static Lifetime lifetime(SettingsJson json, String field, Lifetime current) {
        Map<String, Long> seconds = json.numbersByName(field, List.of("user", "bot"));
        return new Lifetime(
                json.has(field, "user") ? duration(seconds.get("user")) : current.user(),
                json.has(field, "bot") ? duration(seconds.get("bot")) : current.bot());
    }

    /** As with lifetimes, a type that is missing stays as it is. */
    private static NetworksRequired networksRequired(SettingsJson json, NetworksRequired current) {
        Map<String, Boolean> required = json.flagsByName("networksRequired", List.of("user", "bot"));
        return new NetworksRequired(
                json.has("networksRequired", "user") ? required.getOrDefault("user", false) : current.user(),
                json.has("networksRequired", "bot") ? required.getOrDefault("bot", false) : current.bot());
    }

    private static @Nullable Duration duration(@Nullable Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
