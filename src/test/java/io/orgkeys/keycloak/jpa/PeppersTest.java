package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PeppersTest {

    private static final String SHA_256 = "ab".repeat(32);
    private static final Map<String, String> VALUES =
            Map.of("p1", PepperTest.base64(32, 1), "p2", PepperTest.base64(32, 2));

    @Test
    void newSecretsUseTheFirstPepper() {
        assertThat(Peppers.none().newest().id()).isEqualTo("none");
        assertThat(peppers("p2", "none", "p1").newest().id()).isEqualTo("p2");
    }

    @Test
    void findsARowOnlyWithAConfiguredPepper() {
        for (String under : List.of("none", "p1", "p2")) {
            ApiKeySecretEntity row = row(under);
            for (List<String> ids :
                    List.of(List.of("none"), List.of("p1"), List.of("p2", "p1"), List.of("p2", "p1", "none"))) {
                StoredDigests digests = digests(ids.toArray(String[]::new));
                boolean listed = ids.contains(under);
                assertThat(digests.of(SHA_256).contains(row.digest))
                        .as("%s by %s", under, ids)
                        .isEqualTo(listed);
                assertThat(digests.find(SHA_256, List.of(row)).isPresent())
                        .as("%s by %s", under, ids)
                        .isEqualTo(listed);
                assertThat(digests.accept(row)).as("%s by %s", under, ids).isEqualTo(listed);
                assertThat(digests.find("cd".repeat(32), List.of(row))).isEmpty();
            }
        }
    }

    @Test
    void prefersTheRowWithTheNewestPepper() {
        List<ApiKeySecretEntity> rows =
                Stream.of("none", "p1", "p2").map(PeppersTest::row).toList();
        assertThat(digests("p2", "p1", "none").find(SHA_256, rows)).contains(rows.get(2));
        assertThat(digests("p1", "none").find(SHA_256, rows)).contains(rows.get(1));
        assertThat(digests("none", "p2").find(SHA_256, rows)).contains(rows.get(0));
    }

    @Test
    void eachDigestIsComputedOnce() {
        Pepper pepper = peppers("p1").newest();
        StoredDigests digests = digests("p1");
        assertThat(digests.of(pepper, SHA_256))
                .isEqualTo(pepper.digest(SHA_256))
                .isSameAs(digests.of(pepper, SHA_256));
    }

    /** Tests rows that an attacker could create who can write to the database but does not know the pepper. */
    @Test
    void refusesForgedAndMovedRows() {
        ApiKeySecretEntity unpepperedWithAPepperId = row("none");
        unpepperedWithAPepperId.pepper = "p1";
        ApiKeySecretEntity withoutSeal = row("p1");
        withoutSeal.seal = null;
        ApiKeySecretEntity withWrongSeal = row("p1");
        withWrongSeal.seal = "0".repeat(64);
        ApiKeySecretEntity moved = row("p1");
        moved.key = PepperTest.key(key -> key.id = "better");
        ApiKeySecretEntity ofAnotherOwner = row("p1");
        ofAnotherOwner.key = PepperTest.key(key -> key.ownerId = "boss");
        ApiKeySecretEntity ofAnotherRealm = row("p1");
        ofAnotherRealm.key = PepperTest.key(key -> key.realmId = "other");
        ApiKeySecretEntity withPepperIdRemoved = row("p1");
        withPepperIdRemoved.pepper = null;
        ApiKeySecretEntity withAnotherPepperId = row("p1");
        withAnotherPepperId.pepper = "p2";
        ApiKeySecretEntity unpepperedWithASeal = row("none");
        unpepperedWithASeal.seal = row("p1").seal;
        StoredDigests digests = digests("p2", "p1", "none");
        assertThat(List.of(
                        unpepperedWithAPepperId,
                        withoutSeal,
                        withWrongSeal,
                        moved,
                        ofAnotherOwner,
                        ofAnotherRealm,
                        withPepperIdRemoved,
                        withAnotherPepperId,
                        unpepperedWithASeal))
                .allSatisfy(row -> {
                    assertThat(digests.find(SHA_256, List.of(row))).isEmpty();
                    assertThat(digests.accept(row)).isFalse();
                });
    }

    @Test
    void anInvalidPepperStopsTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Peppers.of(List.of("none", "p1"), id -> "short"))
                .withMessageContaining("pepper p1 ");
    }

    private static ApiKeySecretEntity row(String pepper) {
        Pepper newest = peppers(pepper).newest();
        return ApiKeySecretEntity.of(PepperTest.key(key -> {}), newest, newest.digest(SHA_256), "abcd", 1);
    }

    private static StoredDigests digests(String... ids) {
        Peppers peppers = peppers(ids);
        return new StoredDigests(() -> peppers);
    }

    private static Peppers peppers(String... ids) {
        return Peppers.of(List.of(ids), id -> Objects.requireNonNull(VALUES.get(id)));
    }
}
