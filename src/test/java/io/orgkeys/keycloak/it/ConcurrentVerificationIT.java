package io.orgkeys.keycloak.it;

import java.util.Collections;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients use one key concurrently. A verification only reads the database, so the requests cannot block each
 * other.
 */
@Tag("database")
@Timeout(120)
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class ConcurrentVerificationIT {

    private static final int CLIENTS = 16;
    private static final int ROUNDS = 15;
    private static final int TRIES = Integer.getInteger("restless.tries", 3);

    static TestRealm realm;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void verifiesABotKeyForManyClientsConcurrently() throws Exception {
        verifyConcurrently(realm.createBot("acme", "Everywhere"));
    }

    @Test
    void verifiesAUserKeyForManyClientsConcurrently() throws Exception {
        verifyConcurrently(realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}"));
    }

    /** Keycloak throws an exception if another transaction deletes an object between two reads. */
    @Test
    void refusesAKeyWhileItsOrganizationIsDeleted() {
        for (int i = 0; i < TRIES; i++) {
            String organization = realm.organizations().create("ending" + i);
            String user = realm.members().create("ending" + i, "ending" + i);
            assertOnlyRefused(
                    realm.createUserKeyOf("ending" + i, user, "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}"),
                    () -> realm.admin("DELETE", "/organizations/" + organization)
                            .expect(204));
        }
    }

    @Test
    void refusesAKeyWhileItsOwnerIsDeleted() {
        for (int i = 0; i < TRIES; i++) {
            String user = realm.members().create("acme", "ending-owner" + i);
            assertOnlyRefused(
                    realm.createUserKeyOf("acme", user, "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}"),
                    () -> realm.admin("DELETE", "/users/" + user).expect(204));
        }
    }

    private static void assertOnlyRefused(Answer key, Runnable deletion) {
        String secret = key.text("secret");
        try (RequestLoop loop = new RequestLoop(CLIENTS, () -> realm.verify(secret, "?permission=stats:read"))) {
            loop.awaitRequests();
            deletion.run();
            realm.verify(secret, "").expect(401);
            loop.stop();
            assertThat(loop.failures()).isEmpty();
        }
    }

    /** Even the first verifications are concurrent, when no cache has an entry of the key yet. */
    private static void verifyConcurrently(Answer key) throws Exception {
        String secret = key.text("secret");
        String id = key.text("id");
        Supplier<Answer> client = () -> {
            for (int round = 0; round < ROUNDS; round++) {
                Answer verified = realm.verify(secret, "?permission=stats:read").expect(200);
                assertThat(verified.text("keyId")).isEqualTo(id);
                assertThat(realm.introspect(secret).text("jti")).isEqualTo(id);
            }
            return realm.verify(secret, "");
        };
        assertThat(ConcurrentRequests.send(Collections.nCopies(CLIENTS, client)))
                .hasSize(CLIENTS)
                .extracting(Answer::status)
                .containsOnly(200);
        assertThat(realm.keys("GET", "/" + id).expect(200).text("version")).isEqualTo(key.text("version"));
    }
}
