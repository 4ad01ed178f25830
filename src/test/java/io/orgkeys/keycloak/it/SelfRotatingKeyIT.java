package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a stolen key cannot prevent its revocation by rotating itself in a loop. An administrator's change
 * succeeds at the first attempt if the request contains no expected version. {@code -Drestless.tries=25} repeats each
 * attempt 25 times.
 */
@Tag("database")
class SelfRotatingKeyIT {

    private static final int TRIES = Integer.getInteger("restless.tries", 3);
    private static final int ROTATIONS = 3;
    private static final String PERMISSIONS = "{\"stats\":[\"read\"],\"shortLinks\":[\"create\"],\"files\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void disablesTheKey() {
        attack("disabled", (key, thief) -> {
            update(key, Map.of("enabled", false));
            return thief.secret();
        });
    }

    @Test
    void removesPermissionsOfTheKey() {
        each("narrowed", (key, thief) -> {
            update(key, Map.of("permissions", Map.of("stats", List.of("read"))));
            thief.stop();
            assertThat(realm.verify(thief.secret(), "?permission=stats:read").status())
                    .isEqualTo(200);
            assertThat(realm.verify(thief.secret(), "?permission=shortLinks:create")
                            .status())
                    .isEqualTo(403);
        });
    }

    @Test
    void changesOnlyTheDescriptionOfTheKey() {
        each("described", (key, thief) -> {
            update(key, Map.of("enabled", false));
            update(key, Map.of("description", "Stolen"));
            Answer read = realm.read(key);
            assertThat(read.text("status")).isEqualTo("disabled");
            assertThat(read.text("description")).isEqualTo("Stolen");
            assertThat(read.json().get("permissions")).isEqualTo(key.json().get("permissions"));
        });
    }

    @Test
    void rotatesTheKey() {
        attack("rotated", (key, thief) -> {
            Answer rotated = realm.rotate(key, "{\"gracePeriod\":0}");
            thief.stop();
            assertThat(realm.verify(rotated.text("secret"), "").status()).isEqualTo(200);
            return thief.secret();
        });
    }

    @Test
    void deletesTheKey() {
        attack("deleted", (key, thief) -> {
            realm.revoke(key);
            KeyRows.assertDeleted(key);
            return thief.secret();
        });
    }

    @Test
    void deletesTheKeyWhenItsMemberLeaves() {
        attack("leaves", (key, thief) -> {
            realm.members().remove("acme", key.text("userId"));
            KeyRows.assertDeleted(key);
            return thief.secret();
        });
    }

    @Test
    void deletesTheKeyWhenItsUserIsDeleted() {
        attack("goes", (key, thief) -> {
            realm.admin("DELETE", "/users/" + key.text("userId")).expect(204);
            KeyRows.assertDeleted(key);
            return thief.secret();
        });
    }

    @Test
    void deletesTheKeyWhenItsOrganizationIsDeleted() {
        for (int i = 0; i < TRIES; i++) {
            String organization = "shortlived" + i;
            String id = realm.organizations().create(organization);
            Answer key = realm.createUserKeyOf(
                    organization, realm.members().create(organization, "employee" + i), PERMISSIONS);
            Answer bot = realm.createBot(organization, "Bot", PERMISSIONS);
            try (SelfRotatingThief thief = new SelfRotatingThief(realm, key);
                    SelfRotatingThief another = new SelfRotatingThief(realm, bot)) {
                thief.awaitRotations(ROTATIONS);
                another.awaitRotations(ROTATIONS);
                realm.admin("DELETE", "/organizations/" + id).expect(204);
                KeyRows.assertDeleted(key, bot);
                thief.stop();
                another.stop();
                assertThat(thief.failures()).isEmpty();
                assertThat(another.failures()).isEmpty();
            }
        }
    }

    /** @param revocation disables, rotates or deletes the key, and returns a secret that must be refused afterwards */
    private static void attack(String name, BiFunction<Answer, SelfRotatingThief, String> revocation) {
        each(name, (key, thief) -> {
            String last = revocation.apply(key, thief);
            assertThat(realm.verify(last, "").status()).isEqualTo(401);
            thief.stop();
            assertThat(realm.verify(thief.secret(), "").status()).isEqualTo(401);
        });
    }

    private static void each(String name, java.util.function.BiConsumer<Answer, SelfRotatingThief> attempt) {
        for (int i = 0; i < TRIES; i++) {
            Answer key = realm.createUserKeyOf("acme", realm.members().create("acme", name + i), PERMISSIONS);
            try (SelfRotatingThief thief = new SelfRotatingThief(realm, key)) {
                attempt.accept(key, thief.awaitRotations(ROTATIONS));
                thief.stop();
                assertThat(thief.failures()).isEmpty();
            }
        }
    }

    private static void update(Answer key, Map<String, ?> fields) {
        realm.update(key, fields);
    }
}
