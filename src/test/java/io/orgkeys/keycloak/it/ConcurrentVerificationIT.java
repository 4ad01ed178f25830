package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One key in many hands at once: verifying reads only, so nobody waits for anybody and nothing collides. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // the realm is made before the first test
class ConcurrentVerificationIT {

    private static final int CLIENTS = 16;
    private static final int ROUNDS = 15;

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
    void aBotKeyStandsManyClientsAtOnce() throws Exception {
        hammer(realm.createBot("acme", "Everywhere", "{\"stats\":[\"read\"]}"));
    }

    @Test
    void aUserKeyStandsManyClientsAtOnce() throws Exception {
        hammer(realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}"));
    }

    /** The very first look at the key is concurrent, too: nothing about it is in any cache yet. */
    private static void hammer(Answer key) throws Exception {
        String secret = key.text("secret");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Callable<List<String>> client = () -> {
                    start.await();
                    List<String> wrong = new ArrayList<>();
                    for (int round = 0; round < ROUNDS; round++) {
                        Answer verified = realm.verify(secret, "?permission=stats:read");
                        if (verified.status() != 200 || !verified.text("keyId").equals(key.text("id"))) {
                            wrong.add(verified.status() + " " + verified.body());
                        }
                        Answer introspected = realm.introspect(secret);
                        if (!introspected.text("jti").equals(key.text("id"))) {
                            wrong.add(introspected.body());
                        }
                    }
                    return wrong;
                };
                all.add(clients.submit(client));
            }
            start.countDown();
            for (Future<List<String>> client : all) {
                assertThat(client.get(120, TimeUnit.SECONDS)).isEmpty();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(realm.keys("GET", "/" + key.text("id")).send().expect(200).text("version"))
                .isEqualTo(key.text("version"));
    }
}
