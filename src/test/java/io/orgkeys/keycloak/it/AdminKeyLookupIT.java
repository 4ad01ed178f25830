package io.orgkeys.keycloak.it;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The lookup endpoint returns the key to which a leaked secret belongs. */
@Tag("database")
class AdminKeyLookupIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void findsTheKeyOfACurrentSecretAndOfOneInItsGracePeriod() {
        Answer key = realm.createBot("acme", "Leaked");
        Answer found = lookup(key.text("secret")).expect(200);
        assertThat(found.json())
                .isEqualTo(realm.keys("GET", "/" + key.text("id")).send().json());
        Answer rotated = rotate(key, "{\"gracePeriod\":3600}").expect(201);
        assertThat(lookup(key.text("secret")).expect(200).text("id")).isEqualTo(key.text("id"));
        assertThat(lookup(" " + rotated.text("secret") + " ").expect(200).text("id"))
                .isEqualTo(key.text("id"));
        realm.keys("PUT", "/" + key.text("id")).json("{\"enabled\":false}").send();
        assertThat(lookup(rotated.text("secret")).expect(200).text("status")).isEqualTo("disabled");
    }

    @Test
    void findsTheKeyOfAFormerSecretAndMarksTheSecretAsFormer() {
        Answer key = realm.createBot("acme", "Rotated");
        Answer second = rotate(key, "{\"gracePeriod\":3600}").expect(201);
        Answer graced = lookup(key.text("secret")).expect(200);
        assertThat(graced.text("formerSecret.issuedAt")).isEqualTo(key.text("secretIssuedAt"));
        assertThat(Instant.parse(graced.text("formerSecret.endsAt")))
                .isEqualTo(Instant.parse(second.text("secretIssuedAt")).plusSeconds(3600));
        Answer third = rotate(key, "{\"gracePeriod\":0}").expect(201);
        for (Answer former : List.of(key, second)) {
            Answer found = lookup(former.text("secret")).expect(200);
            assertThat(found.text("id")).isEqualTo(key.text("id"));
            assertThat(found.text("status")).isEqualTo("active");
            assertThat(found.text("lastFour")).isEqualTo(third.text("lastFour"));
            assertThat(found.text("formerSecret.issuedAt")).isEqualTo(former.text("secretIssuedAt"));
            assertThat(Instant.parse(found.text("formerSecret.endsAt")))
                    .isBetween(
                            Instant.parse(third.text("secretIssuedAt")),
                            Instant.parse(third.text("secretIssuedAt")).plusSeconds(10));
        }
        assertThat(lookup(third.text("secret")).expect(200).json().has("formerSecret"))
                .isFalse();
    }

    @Test
    void returnsTheIdOfADeletedKey() {
        Answer key = realm.createBot("acme", "Deleted");
        realm.revoke(key);
        Answer missing = lookup(key.text("secret"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo("deleted_key");
        assertThat(missing.text("detail")).contains(key.text("id"));
        assertThat(missing.body()).doesNotContain(key.text("secret"));
    }

    @Test
    void revealsNothingAboutFormerSecretsToAnUnauthorizedUser() {
        Answer key = realm.createBot("acme", "Unseen");
        Answer rotated = rotate(key, "{\"gracePeriod\":0}").expect(201);
        Answer deleted = realm.createBot("acme", "Unseen and deleted");
        realm.revoke(deleted);
        Answer unknown = lookupAs("alice", "h0p_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV1HwZ7u");
        assertThat(unknown.status()).isEqualTo(404);
        for (Answer secret : List.of(key, rotated, deleted)) {
            Answer answer = lookupAs("alice", secret.text("secret"));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(unknown.body());
        }
    }

    private static Answer lookupAs(String user, String secret) {
        return realm.keysAs(user, "POST", "/lookup")
                .json(Map.of("secret", secret))
                .send();
    }

    @Test
    void returns404ForASecretThatTheRealmNeverIssued() {
        Answer key = realm.createBot("acme", "Unleaked");
        try (TestRealm other = TestRealm.create()) {
            Answer elsewhere = other.createBot("acme", "Elsewhere");
            Answer deletedElsewhere = other.createBot("acme", "Deleted elsewhere");
            other.revoke(deletedElsewhere);
            for (String secret : List.of(
                    elsewhere.text("secret"),
                    deletedElsewhere.text("secret"),
                    "h0p_bot_" + "0".repeat(38),
                    "nonsense",
                    "ü",
                    key.text("id"))) {
                Answer missing = lookup(secret);
                assertThat(missing.status()).isEqualTo(404);
                assertThat(missing.code()).isEqualTo("key_not_found");
                assertThat(missing.body()).doesNotContain(secret);
            }
        }
        assertThat(realm.keys("POST", "/lookup").json("{}").send().invalidFields())
                .containsExactly("secret");
    }

    private static Answer rotate(Answer key, String json) {
        return realm.keys("POST", "/" + key.text("id") + "/rotate").json(json).send();
    }

    private static Answer lookup(String secret) {
        return realm.keys("POST", "/lookup").json(Map.of("secret", secret)).send();
    }
}
