package io.orgkeys.keycloak.it;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an organization cannot impersonate another organization by using the other's id as its own alias. An alias
 * can be equal to an id, because an imported realm may contain ids of any form.
 */
class OrganizationAliasIT {

    private static final String ORGANIZATIONS = """
            "organizations": [
              {"id": "legacy-1", "name": "victim", "alias": "victim", "enabled": true, "domains": [{"name": "victim.example"}]},
              {"name": "impostor", "alias": "legacy-1", "enabled": true, "domains": [{"name": "impostor.example"}]},
            """;

    @Test
    void matchesAnAliasOnlyIfNoOrganizationHasThatId() {
        String export = ExampleRealm.json().replaceFirst("\"organizations\"\\s*:\\s*\\[", ORGANIZATIONS);
        try (TestRealm realm = TestRealm.importAs(TestRealm.freeName(), export)) {
            String victim = realm.createBot("victim", "Of the victim").text("secret");
            String impostor = realm.keys("POST", "")
                    .json(
                            "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"x\",\"permissions\":{\"stats\":[\"read\"]}}"
                                    .formatted(realm.organizationId("impostor")))
                    .expect(201)
                    .text("secret");
            for (int i = 0; i < 2; i++) {
                realm.verify(victim, "?organization=legacy-1").expect(200);
                realm.verify(victim, "?organization=victim").expect(200);
                assertThat(realm.verify(impostor, "?organization=legacy-1")
                                .expect(403)
                                .code())
                        .isEqualTo("wrong_organization");
            }
            realm.admin("DELETE", "/organizations/legacy-1").expect(204);
            realm.verify(impostor, "?organization=legacy-1").expect(200);
        }
    }
}
