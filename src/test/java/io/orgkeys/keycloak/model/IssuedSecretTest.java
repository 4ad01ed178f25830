package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a key, and one of its secrets, lives. */
class IssuedSecretTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant EARLIER = NOON.minusMillis(1);
    private static final Instant LATER = NOON.plusMillis(1);

    @Test
    void aSecretIsRetiredFromThatVeryInstantOn() {
        IssuedSecret secret = secret(null, NOON);
        assertThat(secret.isRetiredAt(EARLIER)).isFalse();
        assertThat(secret.isRetiredAt(NOON)).isTrue();
        assertThat(secret.isRetiredAt(LATER)).isTrue();
    }

    @Test
    void theCurrentSecretIsNeverRetired() {
        assertThat(secret(NOON, null).isRetiredAt(Instant.MAX)).isFalse();
    }

    @Test
    void aKeyIsExpiredFromThatVeryInstantOn() {
        ApiKey key = key(ApiKeyType.BOT, NOON);
        assertThat(key.isExpiredAt(EARLIER)).isFalse();
        assertThat(key.isExpiredAt(NOON)).isTrue();
        assertThat(key.isExpiredAt(LATER)).isTrue();
        assertThat(key(ApiKeyType.BOT, null).isExpiredAt(Instant.MAX)).isFalse();
    }

    @Test
    void aSecretIsGoodUntilItIsRetiredOrItsKeyExpires() {
        assertThat(secret(null, null).goodUntil()).isNull();
        assertThat(secret(NOON, null).goodUntil()).isEqualTo(NOON);
        assertThat(secret(null, NOON).goodUntil()).isEqualTo(NOON);
        assertThat(secret(NOON, EARLIER).goodUntil()).isEqualTo(EARLIER);
        assertThat(secret(NOON, LATER).goodUntil()).isEqualTo(NOON);
    }

    @Test
    void onlyAUserKeyIsOwnedByAUser() {
        assertThat(key(ApiKeyType.USER, null).isOwnedBy("owner")).isTrue();
        assertThat(key(ApiKeyType.USER, null).isOwnedBy("other")).isFalse();
        assertThat(key(ApiKeyType.BOT, null).isOwnedBy("owner")).isFalse();
    }

    @Test
    void aChangeKeepsWhatCannotChange() {
        ApiKey key = key(ApiKeyType.USER, NOON);
        ApiKey changed =
                key.with(new ApiKeyContent("new", "text", Permissions.none(), Networks.ANYWHERE, false, null), LATER);
        assertThat(changed.content())
                .isEqualTo(new ApiKeyContent("new", "text", Permissions.none(), Networks.ANYWHERE, false, null));
        assertThat(changed.updatedAt()).isEqualTo(LATER);
        assertThat(changed.with(key.content(), key.updatedAt())).isEqualTo(key);
    }

    private static IssuedSecret secret(@Nullable Instant expiresAt, @Nullable Instant retiresAt) {
        return new IssuedSecret(key(ApiKeyType.BOT, expiresAt), Instant.EPOCH, retiresAt, false);
    }

    private static ApiKey key(ApiKeyType type, @Nullable Instant expiresAt) {
        return new ApiKey(
                "id",
                "realm",
                "organization",
                type,
                "owner",
                "name",
                null,
                Permissions.none(),
                Networks.ANYWHERE,
                true,
                Instant.EPOCH,
                new Actor(Actor.Type.USER, "creator", "alice"),
                Instant.EPOCH,
                expiresAt,
                null,
                Instant.EPOCH,
                null,
                "9f3K",
                3);
    }
}
