package io.orgkeys.keycloak.service;

import java.util.Set;
import java.util.function.Predicate;

import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequirementTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final Predicate<String> NO_ID = Set.<String>of()::contains;

    @Test
    void acceptsTheIdAndTheAliasOfTheOrganization() {
        Organization acme = new Organization(ID, "acme", true);

        assertThat(of(null).isMetBy(acme, NO_ID)).isTrue();
        assertThat(of(ID).isMetBy(acme, NO_ID)).isTrue();
        assertThat(of("acme").isMetBy(acme, NO_ID)).isTrue();
        assertThat(of("globex").isMetBy(acme, NO_ID)).isFalse();
        assertThat(of("ACME").isMetBy(acme, NO_ID)).isFalse();
        assertThat(of("").isMetBy(acme, NO_ID)).isFalse();
    }

    @Test
    void refusesAnAliasThatIsTheIdOfAnotherOrganization() {
        Organization impostor = new Organization("22222222-2222-4222-8222-222222222222", ID, true);

        assertThat(of(ID).isMetBy(impostor, NO_ID)).isFalse();
    }

    @Test
    void acceptsAnAliasOnlyIfNoOrganizationHasThatId() {
        Organization impostor = new Organization(ID, "imported-id", true);

        assertThat(of("imported-id").isMetBy(impostor, NO_ID)).isTrue();
        assertThat(of("imported-id").isMetBy(impostor, "imported-id"::equals)).isFalse();
        assertThat(of(ID).isMetBy(impostor, id -> true))
                .as("id of the organization")
                .isTrue();
    }

    private static Requirement of(@Nullable String organization) {
        return new Requirement(organization, Permissions.none());
    }
}
