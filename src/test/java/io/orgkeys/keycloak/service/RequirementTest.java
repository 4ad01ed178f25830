package io.orgkeys.keycloak.service;

import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequirementTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";

    @Test
    void anOrganizationIsKnownByItsIdAndByItsAlias() {
        Organization acme = new Organization(ID, "acme", true);

        assertThat(of(null).isMetBy(acme)).isTrue();
        assertThat(of(ID).isMetBy(acme)).isTrue();
        assertThat(of("acme").isMetBy(acme)).isTrue();
        assertThat(of("globex").isMetBy(acme)).isFalse();
        assertThat(of("ACME").isMetBy(acme)).isFalse();
        assertThat(of("").isMetBy(acme)).isFalse();
    }

    @Test
    void anAliasThatIsTheIdOfAnotherOrganizationDoesNotPassForIt() {
        Organization impostor = new Organization("22222222-2222-4222-8222-222222222222", ID, true);

        assertThat(of(ID).isMetBy(impostor)).isFalse();
    }

    private static Requirement of(@Nullable String organization) {
        return new Requirement(organization, Permissions.none());
    }
}
