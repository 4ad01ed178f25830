package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the lifetimes of a key and of its secrets. */
class IssuedSecretTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant EARLIER = NOON.minusMillis(1);
    private static final Instant LATER = NOON.plusMillis(1);

    @Test
    void aSecretIsRetiredAtThatExactInstant() {
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
    void aKeyExpiresAtThatExactInstant() {
        ApiKey key = key(ApiKeyType.BOT, NOON);
        assertThat(key.isExpiredAt(EARLIER)).isFalse();
        assertThat(key.isExpiredAt(NOON)).isTrue();
        assertThat(key.isExpiredAt(LATER)).isTrue();
        assertThat(key(ApiKeyType.BOT, null).isExpiredAt(Instant.MAX)).isFalse();
    }

    @Test
    void aSecretIsValidUntilItIsRetiredOrItsKeyExpires() {
        assertThat(secret(null, null).validUntil()).isNull();
        assertThat(secret(NOON, null).validUntil()).isEqualTo(NOON);
        assertThat(secret(null, NOON).validUntil()).isEqualTo(NOON);
        assertThat(secret(NOON, EARLIER).validUntil()).isEqualTo(EARLIER);
        assertThat(secret(NOON, LATER).validUntil()).isEqualTo(NOON);
    }

    @Test
    void onlyAUserKeyIsOwnedByAUser() {
        assertThat(key(ApiKeyType.USER, null).isOwnedBy("owner")).isTrue();
        assertThat(key(ApiKeyType.USER, null).isOwnedBy("other")).isFalse();
        assertThat(key(ApiKeyType.BOT, null).isOwnedBy("owner")).isFalse();
    }

    @Test
    void aChangeKeepsTheImmutableFields() {
        ApiKey key = key(ApiKeyType.USER, NOON);
        ApiKeyContent content = key.content().withExpiresAt(null).withGranted(Permissions.ofScope("a:b"));
        ApiKey changed = key.with(content.disabled(), LATER);
        assertThat(changed.content()).isEqualTo(content.disabled()).isNotEqualTo(content);
        assertThat(changed.audit().updatedAt()).isEqualTo(LATER);
        assertThat(changed.with(key.content(), key.audit().updatedAt())).isEqualTo(key);
    }

    private static IssuedSecret secret(@Nullable Instant expiresAt, @Nullable Instant retiresAt) {
        return new IssuedSecret(key(ApiKeyType.BOT, expiresAt), Instant.EPOCH, retiresAt, false);
    }

    private static ApiKey key(ApiKeyType type, @Nullable Instant expiresAt) {
        return SampleKey.of(
                new ApiKey.Identity("id", "realm", "organization", type, "owner"), Permissions.none(), expiresAt);
    }
}
