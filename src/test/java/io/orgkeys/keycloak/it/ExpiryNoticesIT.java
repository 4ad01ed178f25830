package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server mails a notice seven days before a key expires, and a second notice one day before. It sends each only
 * once.
 */
@Tag("database")
class ExpiryNoticesIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final MailServer mails = new MailServer();

    @BeforeAll
    static void useMailServer() {
        mails.serve(realm);
    }

    @AfterAll
    static void stop() {
        mails.close();
    }

    @BeforeEach
    void enableNoticesAndDeleteMails() {
        settings(true);
        mails.takeAll();
    }

    /** Prevents a test from receiving notices about the keys of another test. */
    @AfterEach
    void deleteKeys() {
        realm.deleteKeys();
    }

    @Test
    void notifiesTheOwnerOfAUserKeyAndTheAdministratorsOfABotKeyTwice() {
        Answer user = createKey("user", "bob", "Laptop", Duration.ofDays(30));
        Answer bot = createKey("bot", null, "Build server", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(22))).isEmpty();
        List<MailServer.Mail> week = sentAfter(Duration.ofDays(24));
        assertThat(week).extracting(MailServer.Mail::to).containsExactly("alice@acme.example", "bob@acme.example");
        assertThat(week)
                .extracting(MailServer.Mail::subject)
                .containsExactly(
                        "API key \"Build server\" is about to expire", "API key \"Laptop\" is about to expire");
        for (String part : week.get(0).parts()) {
            assertThat(part).contains("Build server", bot.text("lastFour"), "UTC", "acme");
        }
        for (String part : week.get(1).parts()) {
            assertThat(part).contains("Laptop", user.text("lastFour"));
        }
        // running the task again does not repeat the notice
        assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(28))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(29).plusHours(1))).hasSize(2);
        assertThat(sentAfter(Duration.ofDays(29).plusHours(2))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(31))).isEmpty();
    }

    @Test
    void skipsANoticePeriodThatIsLongerThanTheLifetimeOfTheKey() {
        createKey("bot", null, "An hour", Duration.ofHours(1));
        createKey("bot", null, "Three days", Duration.ofDays(3));
        assertThat(sentAfter(Duration.ofMinutes(1))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(1))).isEmpty();
        List<MailServer.Mail> sent = sentAfter(Duration.ofDays(2).plusHours(1));
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).parts().get(0)).contains("Three days");
    }

    @Test
    void sendsOneNoticeIfBothAreDue() {
        createKey("bot", null, "Missed a week", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(29).plusHours(12))).hasSize(1);
        assertThat(sentAfter(Duration.ofDays(29).plusHours(13))).isEmpty();
    }

    @Test
    void aNewExpiryCausesNewNotices() {
        Answer key = createKey("bot", null, "Extended", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
        update(key, "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofDays(60)) + "\"}");
        assertThat(sentAfter(Duration.ofDays(29).plusHours(1))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(54))).hasSize(1);
        update(key, "{\"expiresAt\":null}");
        assertThat(sentAfter(Duration.ofDays(59).plusHours(1))).isEmpty();
        // a later change that keeps the expiry does not cause another notice
        update(key, "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofDays(90)) + "\"}");
        assertThat(sentAfter(Duration.ofDays(84))).hasSize(1);
        update(key, "{\"name\":\"Renamed\"}");
        realm.rotate(key);
        assertThat(sentAfter(Duration.ofDays(85))).isEmpty();
    }

    @Test
    void sendsNoNoticeOfAKeyThatIsNotActive() {
        Answer disabled = createKey("bot", null, "Disabled", Duration.ofDays(30));
        update(disabled, "{\"enabled\":false}");
        Answer leaked = createKey("bot", null, "Leaked", Duration.ofDays(30));
        new LeakScanner("scanner")
                .register(realm)
                .report(realm, leaked.text("secret"))
                .expect(200);
        mails.about("Leaked", 1);
        mails.takeAll();
        createKey("user", "bob", "Suspended", Duration.ofDays(30));
        createKey("bot", null, "Good", Duration.ofDays(30));
        realm.members().enable(realm.userId("bob"), false);
        try {
            List<MailServer.Mail> sent = sentAfter(Duration.ofDays(24));
            assertThat(sent).hasSize(1);
            assertThat(sent.get(0).parts().get(0)).contains("Good");
        } finally {
            realm.members().enable(realm.userId("bob"), true);
        }
        // the server sends the notice once the key is enabled again
        update(disabled, "{\"enabled\":true}");
        assertThat(sentAfter(Duration.ofDays(24)))
                .extracting(mail -> mail.parts().get(0))
                .singleElement()
                .asString()
                .contains("Disabled");
    }

    @Test
    void aRealmCanDisableTheNotices() {
        createKey("bot", null, "Quiet", Duration.ofDays(30));
        settings(false);
        assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        settings(true);
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
    }

    @Test
    void aNoticeWaitsUntilTheRealmHasAMailServer() {
        createKey("bot", null, "Waits", Duration.ofDays(30));
        realm.change(Map.of("smtpServer", Map.of()));
        try {
            assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        } finally {
            mails.serve(realm);
        }
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
    }

    @Test
    void triesAnUnavailableMailServerOncePerRun() {
        for (int i = 0; i < 3; i++) {
            createKey("bot", null, "Down " + i, Duration.ofDays(30));
        }
        MailServer down = new MailServer();
        down.serve(realm).close();
        try {
            assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        } finally {
            mails.serve(realm);
        }
        // the server marks a notice as sent before it sends the mail, so the notice of the failed attempt is lost; now
        // the server sends the other two notices, which it has not tried before
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(2);
    }

    @Test
    void concurrentRunsSendEachNoticeOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            createKey("bot", null, "Raced " + i, Duration.ofDays(30));
        }
        List<Supplier<Answer>> runs =
                List.of(ExpiryNoticesIT::runUpkeep, ExpiryNoticesIT::runUpkeep, ExpiryNoticesIT::runUpkeep);
        TestServer.later(Duration.ofDays(24), () -> {
            try {
                ConcurrentRequests.send(runs).forEach(answer -> answer.expect(204));
                runUpkeep().expect(204);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(mails.takeAll()).hasSize(10);
    }

    private static void settings(boolean expiryNotices) {
        realm.changeSettings(Map.of("expiryNotices", expiryNotices, "userKeysPerMember", 10));
    }

    private static Answer createKey(String type, @Nullable String user, String name, Duration lifetime) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "organizationId",
                realm.organizationId("acme"),
                "type",
                type,
                "name",
                name,
                "permissions",
                Map.of("stats", List.of("read")),
                "expiresAt",
                Instant.now().plus(lifetime).toString()));
        if (user != null) {
            body.put("userId", realm.userId(user));
        }
        return realm.keys("POST", "").json(body).expect(201);
    }

    private static void update(Answer key, String json) {
        realm.update(key, json);
    }

    private static Answer runUpkeep() {
        return Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                .send();
    }

    /**
     * Runs the server's periodic upkeep task with the clock set forward, and returns the mails that the server sends.
     */
    private static List<MailServer.Mail> sentAfter(Duration time) {
        TestServer.later(time, () -> runUpkeep().expect(204));
        return mails.takeAll();
    }
}
