package io.orgkeys.keycloak.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.keycloak.component.ComponentModel;
import org.keycloak.provider.ProviderConfigProperty;

import io.orgkeys.keycloak.catalog.ApiKeySettings.Lifetime;
import io.orgkeys.keycloak.catalog.ApiKeySettings.NetworksRequired;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The form in which the catalogue and the settings are stored, exported and imported. */
class ApiCatalogComponentsTest {

    private static final ApiResource FULL = new ApiResource(
            "domains",
            "Manage custom domains",
            Set.of("read", "delete"),
            Map.of("delete", Set.of("org-admin", "client:with-colon.editor"), "read", Set.of("reader")),
            Set.of("domains-api", "other-api"));

    private static final ApiResource SMALL = new ApiResource("stats", null, Set.of("read"), Map.of(), Set.of());

    private static final ApiKeySettings SETTINGS = new ApiKeySettings(
            "h0p",
            2,
            3,
            new Lifetime(Duration.ofDays(1), Duration.ofDays(2)),
            new Lifetime(Duration.ofDays(3), Duration.ofDays(4)),
            Duration.ofDays(5),
            new NetworksRequired(true, false),
            new ImportedPrefixes(Set.of("sk_live_", "H0P-")),
            LeakPolicy.DELETE,
            List.of(new LeakReporter("github:1", "AAAA"), new LeakReporter("own", "BBBB")),
            false,
            new Lifetime(Duration.ofDays(6), Duration.ofDays(7)));

    @Test
    void aResourceIsReadAsItWasWritten() {
        for (ApiResource resource : List.of(FULL, SMALL)) {
            assertThat(ApiResourceFactory.read(stored(resource))).isEqualTo(resource);
        }
    }

    @Test
    void settingsAreReadAsTheyWereWritten() {
        for (ApiKeySettings settings : List.of(SETTINGS, ApiKeySettings.DEFAULT)) {
            ComponentModel component = new ComponentModel();
            ApiKeySettingsFactory.write(settings, component);
            assertThat(ApiKeySettingsFactory.read(component)).isEqualTo(settings);
        }
    }

    @Test
    void settingsThatAreNotStoredAreTheDefaults() {
        assertThat(ApiKeySettingsFactory.read(new ComponentModel())).isEqualTo(ApiKeySettings.DEFAULT);
    }

    /** A component is in Keycloak's cache, and many threads read it at once. */
    @Test
    void readingAddsNothingToAComponent() {
        ComponentModel component = new ComponentModel();
        ApiKeySettingsFactory.read(component);
        ApiResourceFactory.read(component);
        assertThat(component.getConfig()).isEmpty();
    }

    @Test
    void everythingThatIsStoredIsDescribedOrPartialExportsWouldLoseIt() {
        assertThat(described(new ApiResourceFactory()))
                .containsExactlyInAnyOrderElementsOf(stored(FULL).getConfig().keySet());
        ComponentModel settings = new ComponentModel();
        ApiKeySettingsFactory.write(SETTINGS, settings);
        assertThat(described(new ApiKeySettingsFactory()))
                .containsExactlyInAnyOrderElementsOf(settings.getConfig().keySet());
    }

    @Test
    void aRoleWithoutItsActionOpensNothing() {
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
