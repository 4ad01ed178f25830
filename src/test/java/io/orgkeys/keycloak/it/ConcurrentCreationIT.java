package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a caller who creates keys concurrently in a loop cannot prevent Keycloak from removing the member or the
 * organization that owns the keys. {@code -Drestless.tries=25} repeats each removal 25 times.
 */
@Tag("database")
class ConcurrentCreationIT {

    private static final int TRIES = Integer.getInteger("restless.tries", 3);
    private static final int THREADS = 12;
    private static final int MEMBERS = 12;
    private static final String CREATE = "{\"apiKeys\":[\"create\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    /** Keycloak first removes the members, with their keys, and then deletes the organization. */
    @Test
    void deletesAnOrganizationWhileAMembersKeyCreatesKeys() {
        for (int i = 0; i < TRIES; i++) {
            String organization = realm.organizations().create("busy" + i);
            List<Answer> keys = new ArrayList<>();
            for (int member = 0; member < MEMBERS; member++) {
                String user = realm.members().create("busy" + i, "busy" + i + "-" + member);
                realm.administrators().changeRealmRole("POST", user, "org-admin");
                keys.add(realm.createUserKeyOf("busy" + i, user, CREATE));
            }
            String secret = keys.get(0).text("secret");
            try (RequestLoop loop = new RequestLoop(
                    THREADS,
                    () -> realm.accountWith(secret, "POST", "/organizations/" + organization + "/keys")
                            .json(Map.of("type", "bot", "name", "Bot", "permissions", Map.of("stats", List.of("read"))))
                            .send())) {
                loop.awaitRequests();
                assertThat(Sql.number("select count(*) from ORG_API_KEY where OWNER_ID = ?", organization))
                        .isPositive();
                realm.admin("DELETE", "/organizations/" + organization).expect(204);
                loop.stop();
                assertThat(loop.failures()).isEmpty();
            }
            KeyRows.assertDeleted(keys.toArray(Answer[]::new));
            assertThat(Sql.number("select count(*) from ORG_API_KEY where ORGANIZATION_ID = ?", organization))
                    .isZero();
        }
    }

    /** When a new secret is first used, the server writes this use immediately, while it still handles the request. */
    @Test
    void createsKeysWithAKeyThatHasJustRotatedItself() {
        String user = realm.members().create("acme", "rotator");
        realm.administrators().changeRealmRole("POST", user, "org-admin");
        for (Answer key :
                List.of(realm.createUserKeyOf("acme", user, CREATE), realm.createBot("acme", "Rotator", CREATE))) {
            String secret = key.text("secret");
            for (int i = 0; i < 15; i++) {
                secret = realm.accountWith(secret, "POST", "/self/rotate")
                        .json("{\"gracePeriod\":0}")
                        .expect(201)
                        .text("secret");
                realm.accountWith(secret, "POST", realm.keysOf("acme"))
                        .json(Map.of("type", "bot", "name", "Bot", "permissions", Map.of("stats", List.of("read"))))
                        .expect(201);
            }
        }
    }

    @Test
    void removesAMemberWhoIsCreatingKeys() {
        for (int i = 0; i < TRIES; i++) {
            String user = realm.members().createWithPassword("leaver" + i);
            try (RequestLoop loop = creating("leaver" + i)) {
                loop.awaitRequests();
                realm.members().remove("acme", user);
                loop.stop();
                assertThat(loop.failures()).isEmpty();
            }
            assertNoKeysOf(user);
        }
    }

    @Test
    void deletesAUserWhoIsCreatingKeys() {
        for (int i = 0; i < TRIES; i++) {
            String user = realm.members().createWithPassword("deleted" + i);
            try (RequestLoop loop = creating("deleted" + i)) {
                loop.awaitRequests();
                realm.admin("DELETE", "/users/" + user).expect(204);
                loop.stop();
                assertThat(loop.failures()).isEmpty();
            }
            assertNoKeysOf(user);
        }
    }

    private static void assertNoKeysOf(String user) {
        assertThat(Sql.number("select count(*) from ORG_API_KEY where OWNER_ID = ?", user))
                .isZero();
    }

    /**
     * Returns a loop that creates user keys. Only one key at a time is stored, because a member may have one user key.
     */
    private static RequestLoop creating(String user) {
        String token = realm.token(user);
        String path = realm.keysOf("acme");
        return new RequestLoop(
                THREADS,
                () -> realm.account(token, "POST", path)
                        .json(Map.of("type", "user", "name", "Mine", "permissions", Map.of("stats", List.of("read"))))
                        .send());
    }
}
