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

/** Whoever can do something about it hears seven days and one day before a key expires, and once each. */
@Tag("database")
class ExpiryNoticesIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final MailServer mails = new MailServer();

    @BeforeAll
    static void serve() {
        mails.serve(realm);
    }

    @AfterAll
    static void stop() {
        mails.close();
    }

    @BeforeEach
    void begin() {
        settings(true);
        mails.takeAll();
    }

    /** Or a test would get notices of the keys of another one. */
    @AfterEach
    void end() {
        realm.deleteKeys();
    }

    @Test
    void theOwnerOfAUserKeyAndTheAdministratorsOfABotKeyAreToldTwice() {
        Answer user = key("user", "bob", "Laptop", Duration.ofDays(30));
        Answer bot = key("bot", null, "Build server", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(22))).isEmpty();
        List<MailServer.Mail> week = sentAfter(Duration.ofDays(24));
        assertThat(week).extracting(MailServer.Mail::to).containsExactly("alice@acme.example", "bob@acme.example");
        assertThat(week).extracting(MailServer.Mail::subject).containsOnly("An API key is about to expire");
        for (String part : week.get(0).parts()) {
            assertThat(part).contains("Build server", bot.text("lastFour"), "UTC", "acme");
        }
        for (String part : week.get(1).parts()) {
            assertThat(part).contains("Laptop", user.text("lastFour"));
        }
        // as often as it looks, and from wherever it starts anew: nothing more
        assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(28))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(29).plusHours(1))).hasSize(2);
        assertThat(sentAfter(Duration.ofDays(29).plusHours(2))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(31))).isEmpty();
    }

    @Test
    void aKeyThatLivesShorterThanANoticeGetsNone() {
        key("bot", null, "An hour", Duration.ofHours(1));
        key("bot", null, "Three days", Duration.ofDays(3));
        assertThat(sentAfter(Duration.ofMinutes(1))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(1))).isEmpty();
        List<MailServer.Mail> sent = sentAfter(Duration.ofDays(2).plusHours(1));
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).parts().get(0)).contains("Three days");
    }

    @Test
    void whoIsLateTellsOnce() {
        key("bot", null, "Missed a week", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(29).plusHours(12))).hasSize(1);
        assertThat(sentAfter(Duration.ofDays(29).plusHours(13))).isEmpty();
    }

    @Test
    void anotherExpiryIsNoticedAnew() {
        Answer key = key("bot", null, "Extended", Duration.ofDays(30));
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
        update(key, "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofDays(60)) + "\"}");
        assertThat(sentAfter(Duration.ofDays(29).plusHours(1))).isEmpty();
        assertThat(sentAfter(Duration.ofDays(54))).hasSize(1);
        update(key, "{\"expiresAt\":null}");
        assertThat(sentAfter(Duration.ofDays(59).plusHours(1))).isEmpty();
        // what is no other expiry brings no other notice
        update(key, "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofDays(90)) + "\"}");
        assertThat(sentAfter(Duration.ofDays(84))).hasSize(1);
        update(key, "{\"name\":\"Renamed\"}");
        realm.rotate(key);
        assertThat(sentAfter(Duration.ofDays(85))).isEmpty();
    }

    @Test
    void nobodyIsToldOfAKeyThatIsNoGoodAnyway() {
        Answer disabled = key("bot", null, "Disabled", Duration.ofDays(30));
        update(disabled, "{\"enabled\":false}");
        Answer leaked = key("bot", null, "Leaked", Duration.ofDays(30));
        new LeakScanner("scanner")
                .register(realm)
                .report(realm, leaked.text("secret"))
                .expect(200);
        mails.about("Leaked", 1);
        mails.takeAll();
        key("user", "bob", "Suspended", Duration.ofDays(30));
        key("bot", null, "Good", Duration.ofDays(30));
        realm.members().enable(realm.userId("bob"), false);
        try {
            List<MailServer.Mail> sent = sentAfter(Duration.ofDays(24));
            assertThat(sent).hasSize(1);
            assertThat(sent.get(0).parts().get(0)).contains("Good");
        } finally {
            realm.members().enable(realm.userId("bob"), true);
        }
        // enabled again, it is noticed again
        update(disabled, "{\"enabled\":true}");
        assertThat(sentAfter(Duration.ofDays(24)))
                .extracting(mail -> mail.parts().get(0))
                .singleElement()
                .asString()
                .contains("Disabled");
    }

    @Test
    void aRealmCanSwitchThemOff() {
        key("bot", null, "Quiet", Duration.ofDays(30));
        settings(false);
        assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        settings(true);
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
    }

    @Test
    void aRealmWithoutAMailServerTellsNobodyAndForgetsNothing() {
        key("bot", null, "Waits", Duration.ofDays(30));
        realm.change(Map.of("smtpServer", Map.of()));
        try {
            assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        } finally {
            mails.serve(realm);
        }
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(1);
    }

    @Test
    void aMailServerThatIsDownIsTriedOnceForEachLook() {
        for (int i = 0; i < 3; i++) {
            key("bot", null, "Down " + i, Duration.ofDays(30));
        }
        MailServer down = new MailServer();
        down.serve(realm).close();
        try {
            assertThat(sentAfter(Duration.ofDays(24))).isEmpty();
        } finally {
            mails.serve(realm);
        }
        // the first notice is lost rather than sent twice; the others come
        assertThat(sentAfter(Duration.ofDays(24))).hasSize(2);
    }

    @Test
    void twoLooksAtOnceTellOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            key("bot", null, "Raced " + i, Duration.ofDays(30));
        }
        List<Supplier<Answer>> looks = List.of(ExpiryNoticesIT::look, ExpiryNoticesIT::look, ExpiryNoticesIT::look);
        TestServer.later(Duration.ofDays(24), () -> {
            try {
                AtOnce.send(looks).forEach(answer -> answer.expect(204));
                look().expect(204);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(mails.takeAll()).hasSize(10);
    }

    // ---

    private static void settings(boolean expiryNotices) {
        realm.changeSettings(Map.of("expiryNotices", expiryNotices, "userKeysPerMember", 10));
    }

    private static Answer key(String type, @Nullable String user, String name, Duration lifetime) {
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

    private static Answer look() {
        return Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                .send();
    }

    /** What is sent when the server looks that much later. */
    private static List<MailServer.Mail> sentAfter(Duration time) {
        TestServer.later(time, () -> look().expect(204));
        return mails.takeAll();
    }
}
