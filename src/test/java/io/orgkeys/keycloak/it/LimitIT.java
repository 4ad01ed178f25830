package io.orgkeys.keycloak.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that concurrent requests can create as many keys as the limits allow, but no more. Each key has a slot, a
 * number that is unique among the keys of its owner.
 */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll and @BeforeEach set the fields
class LimitIT {

    private static final int REQUESTS = 20;

    static TestRealm realm;
    static String acme;
    String alice;
    String bob;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        acme = realm.organizationId("acme");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void logIn() {
        alice = realm.token("alice");
        bob = realm.token("bob");
    }

    @AfterEach
    void removeKeysAndRestoreLimits() {
        for (JsonNode key : realm.keys("GET", "").expect(200).json()) {
            realm.keys("DELETE", "/" + key.get("id").asText()).expect(204);
        }
        setLimits(1, 100);
    }

    @Test
    void concurrentRequestsOfAMemberCreateOneKey() throws Exception {
        List<Answer> answers = ConcurrentRequests.send(Collections.nCopies(REQUESTS, newKey(bob, acme, "user")));
        assertCreated(answers, 1);
        assertThat(count("type=user")).isEqualTo(1);
    }

    @Test
    void concurrentRequestsOfAMemberCreateTwoKeysIfTheLimitIsTwo() throws Exception {
        setLimits(2, 100);
        assertCreated(ConcurrentRequests.send(Collections.nCopies(REQUESTS, newKey(bob, acme, "user"))), 2);
        assertThat(count("type=user")).isEqualTo(2);
    }

    @Test
    void concurrentRequestsCreateTenBotKeysIfTheLimitIsTen() throws Exception {
        setLimits(1, 10);
        assertCreated(ConcurrentRequests.send(Collections.nCopies(REQUESTS, newKey(alice, acme, "bot"))), 10);
        assertThat(count("type=bot")).isEqualTo(10);
    }

    @Test
    void concurrentRequestsBelowTheLimitAllSucceed() throws Exception {
        assertCreated(ConcurrentRequests.send(Collections.nCopies(REQUESTS, newKey(alice, acme, "bot"))), REQUESTS);
        assertThat(count("type=bot")).isEqualTo(REQUESTS);
    }

    @Test
    void membersOrganizationsAndTypesHaveSeparateLimits() throws Exception {
        setLimits(1, 1);
        String carol = realm.token("carol");
        String globex = realm.organizationId("globex");
        List<Supplier<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(newKey(alice, acme, "user"));
            requests.add(newKey(bob, acme, "user"));
            requests.add(newKey(carol, acme, "user"));
            requests.add(newKey(carol, globex, "user"));
            requests.add(newKey(alice, acme, "bot"));
            requests.add(newKey(carol, globex, "bot"));
        }
        assertCreated(ConcurrentRequests.send(requests), 6);
        for (String user : List.of("alice", "bob")) {
            assertThat(count("userId=" + realm.userId(user))).isEqualTo(1);
        }
        assertThat(count("userId=" + realm.userId("carol") + "&organizationId=" + globex))
                .isEqualTo(1);
        assertThat(count("type=bot&organizationId=" + acme)).isEqualTo(1);
        assertThat(count("type=bot&organizationId=" + globex)).isEqualTo(1);
    }

    @Test
    void aLimitOfZeroRefusesEveryKey() {
        setLimits(0, 0);
        assertRefused(newKey(bob, acme, "user").get());
        assertRefused(newKey(alice, acme, "bot").get());
        assertThat(count("")).isZero();
    }

    @Test
    void aRaisedLimitTakesEffectAtOnce() {
        newKey(bob, acme, "user").get().expect(201);
        assertRefused(newKey(bob, acme, "user").get());
        setLimits(2, 100);
        newKey(bob, acme, "user").get().expect(201);
        assertRefused(newKey(bob, acme, "user").get());
    }

    @Test
    void aLoweredLimitKeepsExistingKeysAndRefusesNewOnesAboveIt() {
        setLimits(1, 3);
        List<Answer> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(newKey(alice, acme, "bot").get().expect(201));
        }
        setLimits(1, 2);
        keys.forEach(
                key -> assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200));
        delete(keys.get(0));
        assertRefused(newKey(alice, acme, "bot").get());
        delete(keys.get(1));
        // the new key gets slot 0 or 1, which are free, although the remaining key has slot 2
        newKey(alice, acme, "bot").get().expect(201);
        assertRefused(newKey(alice, acme, "bot").get());
    }

    @Test
    void aDeletedKeyFreesItsSlot() {
        Answer key = newKey(bob, acme, "user").get().expect(201);
        assertRefused(newKey(bob, acme, "user").get());
        delete(key);
        newKey(bob, acme, "user").get().expect(201);
    }

    @Test
    void theRefusalNamesAnExpiredKeyThatCountsTowardTheLimit() {
        Answer key = newKey(bob, acme, "user").get().expect(201);
        String path = "/organizations/" + acme + "/keys";
        realm.update(key, "{\"expiresAt\":\"" + java.time.Instant.now().plusSeconds(60) + "\"}");
        assertThat(newKey(bob, acme, "user").get().text("detail")).doesNotContain(key.text("id"));
        TestServer.later(Duration.ofMinutes(2), () -> {
            Answer refused = realm.account(realm.token("bob"), "POST", path)
                    .json("{\"type\":\"user\",\"name\":\"Another\"}")
                    .send();
            assertRefused(refused);
            assertThat(refused.text("detail"))
                    .contains("\"Key\"", key.text("id"), "rotate it with a new expiresAt, or delete it");
        });
    }

    @Test
    void aDisabledKeyKeepsItsSlot() {
        Answer key = newKey(bob, acme, "user").get().expect(201);
        realm.update(key, "{\"enabled\":false}");
        assertRefused(newKey(bob, acme, "user").get());
    }

    @Test
    void theDatabaseRefusesASecondKeyInTheSameSlot() throws SQLException {
        String id = newKey(bob, acme, "user").get().expect(201).text("id");
        try (Connection connection = TestServer.database().connect()) {
            connection.setAutoCommit(false);
            assertThat(copy(connection, id, "SLOT + 1")).isEqualTo(1);
            connection.rollback();
            assertThatThrownBy(() -> copy(connection, id, "SLOT"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).startsWith("23"));
            connection.rollback();
        }
    }

    /** Simulates another node that stores a key without waiting for the lock on the organization. */
    @Test
    void reportsTheLimitIfTheSlotIsTakenAfterTheCheck() throws Exception {
        String former = newKey(bob, acme, "user").get().expect(201).text("id");
        Future<Answer> answer;
        try (Connection connection = TestServer.database().connect()) {
            connection.setAutoCommit(false);
            copy(connection, former, "SLOT + 1");
            Sql.update(connection, "delete from ORG_API_KEY where ID = ?", former);
            Sql.update(connection, "update ORG_API_KEY set SLOT = 0 where OWNER_ID = ?", realm.userId("bob"));
            answer = CompletableFuture.supplyAsync(
                    () -> newKey(bob, acme, "user").get());
            // the insert of the new key waits until the transaction above ends
            assertThat(answer).failsWithin(Duration.ofMillis(500));
            connection.commit();
            assertRefused(answer.get());
        } finally {
            Sql.update("delete from ORG_API_KEY where OWNER_ID = ?", realm.userId("bob"));
        }
    }

    /** Inserts a copy of the key with another id and this slot, and without a secret. */
    private static int copy(Connection connection, String id, String slot) throws SQLException {
        String same = "REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, NAME, SEARCH_NAME, ENABLED, CREATED_AT,"
                + " CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, IDLE_SINCE, VERSION";
        return Sql.update(
                connection,
                "insert into ORG_API_KEY (ID, SLOT, " + same + ") select '" + UUID.randomUUID() + "', " + slot + ", "
                        + same + " from ORG_API_KEY where ID = ?",
                id);
    }

    private static Supplier<Answer> newKey(String token, String organization, String type) {
        return () -> realm.account(token, "POST", "/organizations/" + organization + "/keys")
                .json("{\"type\":\"" + type + "\",\"name\":\"Key\",\"permissions\":{\"stats\":[\"read\"]}}")
                .send();
    }

    private static void assertCreated(List<Answer> answers, int created) {
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(created);
        answers.stream().filter(answer -> answer.status() != 201).forEach(LimitIT::assertRefused);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("limit_reached");
    }

    private static void setLimits(int userKeysPerMember, int botKeysPerOrganization) {
        realm.changeSettings("{\"userKeysPerMember\":%d,\"botKeysPerOrganization\":%d}"
                .formatted(userKeysPerMember, botKeysPerOrganization));
    }

    private static int count(String filter) {
        return realm.keys("GET", "/count?" + filter).expect(200).json().asInt();
    }

    private static void delete(Answer key) {
        realm.revoke(key);
    }
}
