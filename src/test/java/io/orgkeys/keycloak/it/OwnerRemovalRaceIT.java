package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.function.Supplier;

import io.orgkeys.keycloak.server.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no key remains if it is created while its owner is being removed. {@code -Drestless.tries=25} repeats each
 * attempt 25 times.
 */
@Tag("database")
class OwnerRemovalRaceIT {

    private static final int TRIES = Integer.getInteger("restless.tries", 8);

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void leavesNoKeyOfARemovedMember() throws Exception {
        String acme = realm.organizationId("acme");
        for (int i = 0; i < TRIES; i++) {
            String user = realm.members().create("acme", "leaver" + i);
            race(
                    user,
                    () -> create(acme, "\"type\":\"user\",\"userId\":\"" + user + "\""),
                    () -> realm.admin("DELETE", "/organizations/" + acme + "/members/" + user)
                            .send());
            realm.admin("GET", "/users/" + user).expect(200);
        }
    }

    @Test
    void leavesNoKeyOfADeletedUser() throws Exception {
        String acme = realm.organizationId("acme");
        for (int i = 0; i < TRIES; i++) {
            String user = realm.members().create("acme", "deleted" + i);
            race(
                    user,
                    () -> create(acme, "\"type\":\"user\",\"userId\":\"" + user + "\""),
                    () -> realm.admin("DELETE", "/users/" + user).send());
        }
    }

    @Test
    void leavesNoKeyOfADeletedOrganization() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            String organization = realm.organizations().create("shortlived" + i);
            race(
                    organization,
                    () -> create(organization, "\"type\":\"bot\""),
                    () -> realm.admin("DELETE", "/organizations/" + organization)
                            .send());
        }
    }

    private static void race(String owner, Supplier<Answer> creation, Supplier<Answer> removal) throws Exception {
        race(TestServer.database(), owner, creation, removal);
    }

    static void race(Database database, String owner, Supplier<Answer> creation, Supplier<Answer> removal)
            throws Exception {
        List<Answer> answers = ConcurrentRequests.send(List.of(creation, removal));
        assertThat(answers.get(0).status()).as(answers.get(0).body()).isIn(201, 400, 404);
        answers.get(1).expect(204);
        assertThat(Sql.number(database, "select count(*) from ORG_API_KEY where OWNER_ID = ?", owner))
                .isZero();
    }

    private static Answer create(String organization, String of) {
        return realm.keys("POST", "")
                .json("{\"organizationId\":\"" + organization + "\"," + of
                        + ",\"name\":\"Late\",\"permissions\":{\"stats\":[\"read\"]}}")
                .send();
    }
}
