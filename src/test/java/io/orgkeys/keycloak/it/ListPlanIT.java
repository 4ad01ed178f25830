package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.orgkeys.keycloak.it.QueryPlans.Plan;
import io.orgkeys.keycloak.server.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that the server's queries read only a few rows although a realm has 100,000 keys. The tests compare numbers of
 * rows, not times. They write the execution plans to {@code target/query-plans.txt}.
 */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class ListPlanIT {

    private static final int KEYS = 100_000;
    private static final int PAGE = 10;

    static @Nullable TestRealm created;
    static TestRealm realm;
    static QueryPlans plans;
    static String acme;
    static Answer bot;
    static Answer verified;

    @BeforeAll
    static void fillRealm() throws SQLException, IOException {
        assumeTrue(
                Database.configuredVendor().equals("postgres"),
                "Query plans differ from database to database; this test checks those of PostgreSQL");
        realm = TestRealm.create();
        created = realm;
        acme = realm.organizationId("acme");
        bot = realm.createBot("acme", "Real");
        verified = realm.createBot("acme", "Verified");
        KeyFiller.fill(realm, KEYS);
        plans = QueryPlans.record(Path.of("target", "query-plans.txt"));
    }

    @AfterAll
    static void removeRealm() throws SQLException {
        if (created != null) {
            plans.close();
            created.close();
        }
    }

    @Test
    void aPageOfAnOrganizationIsReadInOrderFromAnIndex() {
        assertReadsOnePage("a page of an organization", "?organizationId=" + acme);
        assertReadsOnePage("a page of its bots", "?type=bot&organizationId=" + acme);
        assertReadsOnePage("a page of a small organization", "?organizationId=" + realm.organizationId("globex"));
    }

    @Test
    void aPageOfTheRealmIsReadInOrderFromAnIndex() {
        assertReadsOnePage("a page of the realm", "?first=0");
    }

    @Test
    void aPrefixOfANameIsLookedUpInAnIndex() {
        assertReadsOnePage("a prefix that few names have", "?search=key+07775");
        assertReadsOnePage("a prefix of some names in the middle", "?search=key+07");
        assertReadsOnePage("a prefix of nearly all names", "?search=key");
        assertReadsOnePage("a prefix in an organization", "?search=key+07&organizationId=" + acme);
        assertReadsOnePage("a name", "?search=%22key+077750%22");
        assertReadsOnePage("a prefix that no name has", "?search=nothing");
    }

    /**
     * PostgreSQL plans the first executions of a statement for the actual prefix. After some executions, it may use one
     * generic plan for all prefixes.
     */
    @Test
    void aPrefixIsStillLookedUpInAnIndexAfterManySearches() {
        for (int i = 0; i < 15; i++) {
            realm.keys("GET", "?search=key+0" + i + "&max=" + PAGE).expect(200);
        }
        assertReadsOnePage("a prefix after many others", "?search=key+07");
    }

    @Test
    void aKeyIsFoundByItsIdAmongAllOfTheRealm() {
        assertReadsOnePage("a key by its id", "?search=" + bot.text("id"));
    }

    @Test
    void countingAnOrganizationReadsNoKeysOfOthers() {
        List<Plan> counted =
                get("the count of a small organization", "/count?organizationId=" + realm.organizationId("globex"));
        assertIndexed(counted);
        assertThat(rowsRead(counted.stream().filter(Plan::isCount).toList())).isEqualTo(KeyFiller.IN_GLOBEX);
        assertIndexed(get("the count of a large organization", "/count?organizationId=" + acme));
        assertIndexed(get("the count of a prefix", "/count?search=key+0777"));
    }

    @Test
    void theKeysOfAUserAreFoundByTheirOwner() {
        assertReadsOnePage("the keys of a user", "?userId=" + KeyFiller.userId(7));
        assertReadsOnePage("the keys of a user of Keycloak", "?userId=" + realm.userId("alice"));
    }

    @Test
    void aPageOfEachOrderIsReadFromAnIndex() {
        for (String field : List.of("name", "createdAt", "lastUsedAt", "expiresAt")) {
            assertReadsOnePage("a page in the order of " + field, "?sort=" + field);
            assertReadsOnePage("a page in the reverse order of " + field, "?sort=-" + field);
        }
    }

    @Test
    void aFilterThatFewKeysMatchIsLookedUpInAnIndex() {
        for (String filter : List.of(
                "createdBy=left",
                "permission=domains:delete",
                "q=plan:rare",
                "leaked=true",
                "createdBefore=" + time(100),
                "createdAfter=" + time(999_900),
                "createdAfter=" + time(500_000) + "&createdBefore=" + time(500_100),
                "expiresBefore=" + time(100).plusMillis(KeyFiller.EPOCH),
                "lastUsedAfter=" + time(999_900))) {
            assertReadsFewRows("few keys with " + filter, "?" + filter);
            assertReadsFewRows("few keys, last used first, with " + filter, "?sort=-lastUsedAt&" + filter);
        }
    }

    /**
     * With a parameter instead of the value, PostgreSQL would, after some executions, plan for an average time of the
     * last use, which few keys have, and read all keys that were never used.
     */
    @Test
    void keysThatWereNeverUsedAreStillReadInTheOrderOfTheListAfterManySearches() {
        for (String query : List.of("?unused=true", "?unused=true&sort=-createdAt")) {
            for (int i = 0; i < 15; i++) {
                realm.keys("GET", query + "&max=" + PAGE).expect(200);
            }
            assertReadsFewRows("keys that were never used, after many others", query);
        }
    }

    @Test
    void aFilterThatManyKeysMatchIsCheckedInTheOrderOfTheList() {
        for (String filter : List.of(
                "createdBy=nobody",
                "permission=stats:read",
                "q=plan:usual",
                "leaked=false",
                "unused=false",
                "createdBefore=" + time(500_000),
                "createdAfter=" + time(500_000),
                "expiresBefore=" + time(500_000).plusMillis(KeyFiller.EPOCH),
                "lastUsedBefore=" + time(500_000),
                "lastUsedAfter=" + time(500_000))) {
            for (String sort : List.of("name", "-createdAt", "lastUsedAt", "expiresAt")) {
                assertReadsFewRows("many keys by " + sort + " with " + filter, "?sort=" + sort + "&" + filter);
            }
        }
    }

    private static Instant time(long steps) {
        return Instant.ofEpochMilli(KeyFiller.EPOCH + steps * KeyFiller.STEP);
    }

    @Test
    void aSecretIsFoundByItsDigest() {
        List<Plan> statements = plans.of(
                "a verification",
                () -> assertThat(realm.verify(verified).status()).isEqualTo(200));
        assertIndexed(statements);
        assertThat(rowsRead(statements)).isLessThanOrEqualTo(4);
        // waits until the server has written the use in the background, so that the next test does not record this
        // write
        new Lags()
                .await(
                        Duration.ofMinutes(1),
                        () -> !realm.read(verified).text("lastUsedAt").isEmpty());
    }

    @Test
    void aCreationReadsOnlyTheKeysOfTheSameOwner() {
        String globex = realm.organizationId("globex");
        List<Plan> refused = plans.of(
                "a creation that the limit refuses",
                () -> realm.keys("POST", "")
                        .json("{\"organizationId\":\"" + globex
                                + "\",\"type\":\"bot\",\"name\":\"One too many\",\"permissions\":{}}")
                        .expect(409));
        assertIndexed(refused);
        assertThat(refused)
                .allSatisfy(plan ->
                        assertThat(plan.rowsRead()).as(plan.statement()).isLessThanOrEqualTo(KeyFiller.IN_GLOBEX));
    }

    @Test
    void aPageCostsTheSameWithTenKeysAsWithAHundredThousand() {
        try (TestRealm small = TestRealm.create()) {
            for (int i = 0; i < PAGE; i++) {
                small.update(
                        small.createBot("acme", "Key " + i, "{\"stats\":[\"read\"],\"files\":[\"read\"]}"),
                        "{\"attributes\":{\"plan\":[\"usual\"]}}");
            }
            String few = small.organizationId("acme");
            assertThat(rowsRead(get("a page of a realm with 100,000 keys", "?max=" + PAGE)))
                    .isEqualTo(rowsRead(plans.of(
                            "a page of a realm with 10 keys",
                            () -> small.keys("GET", "?max=" + PAGE).expect(200))));
            assertThat(rowsRead(get("a page of an organization with 10,000 keys", "?max=10&organizationId=" + acme)))
                    .isEqualTo(rowsRead(plans.of(
                            "a page of an organization with 10 keys",
                            () -> small.keys("GET", "?max=10&organizationId=" + few)
                                    .expect(200))));
        }
    }

    @Test
    void removingAKeyAMemberAUserOrAnOrganizationReadsOnlyTheirKeys() {
        try (TestRealm other = TestRealm.create()) {
            Answer key = other.createBot("acme", "Goes");
            String member = other.members().create("acme", "member");
            String user = other.members().create("acme", "user");
            for (String owner : List.of(member, user)) {
                other.createUserKeyOf("acme", owner);
            }
            other.createBot("acme", "Goes with acme");
            String organization = other.organizationId("acme");
            assertReadsOnlyOwn("the removal of a key", () -> other.revoke(key));
            assertReadsOnlyOwn(
                    "the removal of a member",
                    () -> other.admin("DELETE", "/organizations/" + organization + "/members/" + member)
                            .expect(204));
            assertReadsOnlyOwn(
                    "the removal of a user",
                    () -> other.admin("DELETE", "/users/" + user).expect(204));
            assertReadsOnlyOwn(
                    "the removal of an organization",
                    () -> other.admin("DELETE", "/organizations/" + organization)
                            .expect(204));
        }
    }

    private static void assertReadsOnlyOwn(String what, Runnable removal) {
        List<Plan> removed = plans.of(what, removal);
        assertIndexed(removed);
        assertThat(removed)
                .allSatisfy(
                        plan -> assertThat(plan.rowsRead()).as(plan.statement()).isLessThanOrEqualTo(4));
    }

    /** Asserts that no statement reads more than two rows for each key of the page. */
    private static void assertReadsOnePage(String what, String query) {
        List<Plan> read = get(what, query + "&max=" + PAGE);
        assertIndexed(read);
        assertThat(read)
                .allSatisfy(
                        plan -> assertThat(plan.rowsRead()).as(plan.statement()).isLessThanOrEqualTo(2 * PAGE));
    }

    /** Asserts that no statement reads more than some dozens of rows for each key of the page. */
    private static void assertReadsFewRows(String what, String query) {
        List<Plan> read = get(what, query + "&max=" + PAGE);
        assertIndexed(read);
        assertThat(read)
                .allSatisfy(plan ->
                        assertThat(plan.rowsRead()).as(what + "\n" + plan).isLessThanOrEqualTo(50 * PAGE));
    }

    private static List<Plan> get(String what, String path) {
        return plans.of(what, () -> realm.keys("GET", path).expect(200));
    }

    private static void assertIndexed(List<Plan> executed) {
        assertThat(executed)
                .allSatisfy(plan -> assertThat(plan.fullyScannedTables())
                        .as(plan.statement() + "\n" + plan)
                        .isEmpty());
    }

    /**
     * Returns the number of rows that queries read. Ignores rows that were written, because the server also writes in
     * the background, for example the last use of keys.
     */
    private static long rowsRead(List<Plan> executed) {
        return executed.stream().filter(Plan::isQuery).mapToLong(Plan::rowsRead).sum();
    }
}
