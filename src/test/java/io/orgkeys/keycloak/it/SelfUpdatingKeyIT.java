package io.orgkeys.keycloak.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that a stolen key that may update keys can neither undo its own revocation nor act after it. Requests of the
 * key wait for a lock while an administrator disables or narrows the key.
 */
@Tag("database")
class SelfUpdatingKeyIT {

    private static final int THREADS = 12;
    private static final String PERMISSIONS =
            "{\"apiKeys\":[\"create\",\"update\"],\"stats\":[\"read\"],\"files\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void cannotEnableItself() {
        for (int i = 0; i < 3; i++) {
            Answer key = realm.createBot("acme", "Restless", PERMISSIONS);
            try (RequestLoop thief = new RequestLoop(THREADS, () -> change(key, key, "{\"enabled\":true}"))) {
                thief.awaitRequests();
                realm.update(key, "{\"enabled\":false}");
                thief.stop();
                assertThat(realm.verify(key).status()).isEqualTo(401);
                assertThat(thief.failures()).isEmpty();
            }
        }
    }

    @Test
    void cannotTakeItsPermissionsBack() {
        for (int i = 0; i < 3; i++) {
            Answer key = realm.createBot("acme", "Restless", PERMISSIONS);
            String all = "{\"permissions\":" + PERMISSIONS + "}";
            try (RequestLoop thief = new RequestLoop(THREADS, () -> change(key, key, all))) {
                thief.awaitRequests();
                realm.update(key, "{\"permissions\":{\"apiKeys\":[\"update\"],\"stats\":[\"read\"]}}");
                thief.stop();
                assertThat(realm.verify(key.text("secret"), "?permission=stats:read")
                                .status())
                        .isEqualTo(200);
                assertThat(realm.verify(key.text("secret"), "?permission=files:read")
                                .status())
                        .isEqualTo(403);
                assertThat(thief.failures()).isEmpty();
            }
        }
    }

    @Test
    void cannotChangeOrRotateAnotherKeyAfterItWasDisabled() throws SQLException {
        for (int i = 0; i < 2; i++) {
            Answer thief = realm.createBot("acme", "Thief", PERMISSIONS);
            Answer victim = realm.createBot("acme", "Victim", "{\"stats\":[\"read\"]}");
            Stream.of(
                            waitingFor(
                                    "update ORG_API_KEY set ENABLED = false where ID = ?",
                                    thief,
                                    victim,
                                    () -> change(thief, victim, "{\"name\":\"Late\"}")),
                            waitingFor(
                                    "update ORG_API_KEY set ENABLED = false where ID = ?",
                                    thief,
                                    victim,
                                    () -> realm.accountWith(
                                                    thief.text("secret"),
                                                    "POST",
                                                    realm.keysOf("acme") + "/" + victim.text("id") + "/rotate")
                                            .send()))
                    .forEach(answer -> {
                        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
                        assertThat(answer.code()).isEqualTo("disabled_key");
                    });
            assertThat(realm.verify(victim).status()).isEqualTo(200);
            assertThat(realm.read(victim).text("name")).isEqualTo("Victim");
        }
    }

    @Test
    void cannotGrantANewKeyWhatItHasLost() throws SQLException {
        Answer thief = realm.createBot("acme", "Creator", PERMISSIONS);
        Answer answer = waitingFor(
                "delete from ORG_API_KEY_PERMISSION where KEY_ID = ? and RESOURCE_NAME = 'files'",
                thief,
                thief,
                () -> realm.accountWith(thief.text("secret"), "POST", realm.keysOf("acme"))
                        .json("{\"type\":\"bot\",\"name\":\"Child\",\"permissions\":{\"files\":[\"read\"]}}")
                        .send());
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(realm.keys("GET", "?search=Child").expect(200).json()).isEmpty();
    }

    @Test
    void withoutAChangeARequestThatWaitedSucceeds() throws SQLException {
        Answer manager = realm.createBot("acme", "Manager", PERMISSIONS);
        Answer other = realm.createBot("acme", "Other", "{\"stats\":[\"read\"]}");
        for (Answer target : new Answer[] {other, manager}) {
            Answer answer = waitingFor(
                    "update ORG_API_KEY set DESCRIPTION = 'x' where ID = ?",
                    manager,
                    target,
                    () -> change(manager, target, "{\"name\":\"Waited\"}"));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    /**
     * Sends a request that waits for the lock of a key, and meanwhile changes the calling key.
     *
     * @param change the SQL statement; its parameter is the id of the calling key
     * @param locked the key for which the request waits
     */
    private static Answer waitingFor(String change, Answer caller, Answer locked, Supplier<Answer> request)
            throws SQLException {
        realm.update(caller, Map.of("enabled", true));
        try (Connection connection = TestServer.database().connect()) {
            connection.setAutoCommit(false);
            Sql.update(connection, "update ORG_API_KEY set ENABLED = true where ID = ?", locked.text("id"));
            Sql.update(connection, change, caller.text("id"));
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(request);
            assertThatThrownBy(() -> answer.get(2, TimeUnit.SECONDS))
                    .as("the request waits for the lock")
                    .isInstanceOf(TimeoutException.class);
            connection.commit();
            return answer.join();
        }
    }

    /** Changes a key with the secret of another or the same key. */
    private static Answer change(Answer caller, Answer key, String json) {
        return realm.accountWith(caller.text("secret"), "PUT", realm.keysOf("acme") + "/" + key.text("id"))
                .json(json)
                .send();
    }
}
