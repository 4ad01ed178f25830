package io.orgkeys.keycloak.model;

import io.orgkeys.keycloak.server.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeycloakReleaseTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.6.4", "26.5.6", "26.6.0.redhat-00001", "26.6", "25.9.9", "9.0.3"})
    void refusesAnOlderKeycloakWithoutAStackTrace(String version) {
        assertThatThrownBy(() -> KeycloakRelease.requireSupported(version))
                .hasMessage("Organization API Keys needs Keycloak 26.7 or newer; this is Keycloak " + version
                        + ". Upgrade Keycloak, or remove the jar from the directory providers.")
                .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"26.7.0", "26.7.4", "26.7.0.redhat-00001", "26.8.0", "26.10.0", "27.0.0", "999.0.0-SNAPSHOT"})
    void acceptsASupportedKeycloak(String version) {
        assertThatCode(() -> KeycloakRelease.requireSupported(version)).doesNotThrowAnyException();
    }

    /** A vendor that distributes its own build of Keycloak may use another version scheme. */
    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "", "nightly", "v26", "26", "99999999999.1.0"})
    void acceptsAnUnreadableVersionWithoutAWarning(String version) {
        assertThatCode(() -> KeycloakRelease.requireSupported(version)).doesNotThrowAnyException();
        assertThat(KeycloakRelease.untestedWarning(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.8.0", "26.10.1", "27.0.0", "999.0.0-SNAPSHOT"})
    void warnsAboutANewerKeycloak(String version) {
        assertThat(KeycloakRelease.untestedWarning(version))
                .hasValueSatisfying(text -> assertThat(text).contains("not tested with Keycloak " + version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.7.0", "26.7.99", "26.6.4"})
    void doesNotWarnAboutOtherVersions(String version) {
        assertThat(KeycloakRelease.untestedWarning(version)).isEmpty();
    }

    @Test
    void compilesAgainstTheOldestAndTestsWithTheNewestKeycloak() {
        assertThat(KeycloakRelease.of(Project.property("keycloak.version"))).hasValue(KeycloakRelease.OLDEST);
        assertThat(KeycloakRelease.of(Project.property("keycloak.newest.version")))
                .hasValue(KeycloakRelease.NEWEST_TESTED);
    }
}
