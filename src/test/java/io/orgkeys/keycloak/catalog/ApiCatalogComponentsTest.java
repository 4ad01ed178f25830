package io.orgkeys.keycloak.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.keycloak.component.ComponentModel;
import org.keycloak.provider.ProviderConfigProperty;

import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests how the catalog and the settings are stored in components, and thus exported and imported. */
class ApiCatalogComponentsTest {

    private static final ApiResource FULL = new ApiResource(
            "domains",
            "Manage custom domains",
            Set.of("read", "delete"),
            Map.of("delete", Set.of("org-admin", "client:with-colon.editor"), "read", Set.of("reader")),
            Set.of("domains-api", "other-api"));

    private static final ApiResource SMALL = new ApiResource("stats", null, Set.of("read"), Map.of(), Set.of());

    private static final String P256 = LeakReporterTest.encoded("secp256r1");

    private static final Map<String, List<String>> SETTINGS = Map.ofEntries(
            Map.entry("prefix", List.of("h0p")),
            Map.entry("userKeysPerMember", List.of("2")),
            Map.entry("botKeysPerOrganization", List.of("3")),
            Map.entry("defaultLifetime.user", List.of("86400")),
            Map.entry("defaultLifetime.bot", List.of("172800")),
            Map.entry("maximumLifetime.user", List.of("259200")),
            Map.entry("maximumLifetime.bot", List.of("345600")),
            Map.entry("maximumGracePeriod", List.of("432000")),
            Map.entry("networksRequired.user", List.of("true")),
            Map.entry("networksRequired.bot", List.of("false")),
            Map.entry("memberAttributes", List.of("externalId", "region")),
            Map.entry("importedPrefixes", List.of("H0P-", "sk_live_")),
            Map.entry("leakedKeys", List.of("delete")),
            Map.entry("leakReporters", List.of("github:1 " + P256, "own " + P256)),
            Map.entry("expiryNotices", List.of("false")),
            Map.entry("maximumIdleTime.user", List.of("518400")),
            Map.entry("maximumIdleTime.bot", List.of("604800")));

    @Test
    void readsAResourceAsItWasWritten() {
        for (ApiResource resource : List.of(FULL, SMALL)) {
            assertThat(ApiResourceFactory.read(stored(resource))).isEqualTo(resource);
        }
    }

    @Test
    void writesSettingsAsTheyWereRead() {
        assertThat(load(SETTINGS).store()).containsAllEntriesOf(SETTINGS);
        assertThat(load(ApiKeySettings.DEFAULT.store()).json()).isEqualTo(ApiKeySettings.DEFAULT.json());
    }

    @Test
    void missingSettingsHaveTheirDefaults() {
        assertThat(load(new ComponentModel().getConfig()).json()).isEqualTo(ApiKeySettings.DEFAULT.json());
    }

    /** Keycloak caches components and shares them between threads, so reading must not change them. */
    @Test
    void readingAddsNothingToAComponent() {
        ComponentModel component = new ComponentModel();
        load(component.getConfig());
        ApiResourceFactory.read(component);
        assertThat(component.getConfig()).isEmpty();
    }

    /** In a partial export, Keycloak omits the fields of a component that the component's factory does not declare. */
    @Test
    void everyStoredFieldIsDeclared() {
        assertThat(described(new ApiResourceFactory()))
                .containsExactlyInAnyOrderElementsOf(stored(FULL).getConfig().keySet());
        assertThat(described(new ApiKeySettingsFactory()))
                .containsAll(load(SETTINGS).store().keySet());
    }

    @Test
    void aRoleWithoutItsActionGrantsNothing() {
        ComponentModel component = stored(SMALL);
        component.getConfig().put("roles", List.of("read"));
        ApiResource resource = ApiResourceFactory.read(component);
        assertThat(resource.rolesFor("read")).containsExactly("");
        FieldErrors errors = new FieldErrors();
        resource.validate(errors);
        assertThatThrownBy(errors::throwIfAny)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("roles.read");
    }

    private static ApiKeySettings load(Map<String, List<String>> config) {
        return ApiKeySettings.load(config, new FieldErrors());
    }

    private static ComponentModel stored(ApiResource resource) {
        ComponentModel component = new ComponentModel();
        ApiResourceFactory.write(resource, component);
        return component;
    }

    private static List<String> described(ApiCatalogComponentFactory factory) {
        return factory.getConfigProperties().stream()
                .map(ProviderConfigProperty::getName)
                .toList();
    }
}
