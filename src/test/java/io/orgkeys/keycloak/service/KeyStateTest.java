package io.orgkeys.keycloak.service;

import java.lang.reflect.Proxy;
import java.time.Instant;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.IneffectivePermission;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
import io.orgkeys.keycloak.model.SuspensionCause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyStateTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Permissions GRANTED = Permissions.ofScope("domains:delete old:use stats:read");
    private static final Organization ORGANIZATION = new Organization("acme-id", "acme", true);

    /** No method of the owner is called. */
    private static final UserModel OWNER = (UserModel) Proxy.newProxyInstance(
            KeyStateTest.class.getClassLoader(), new Class<?>[] {UserModel.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void aKeyWhoseOrganizationIsDisabledNamesTheOrganization() {
        assertThat(refused(KeyRefusal.ORGANIZATION_DISABLED, ORGANIZATION, OWNER)
                        .suspensionCause())
                .isEqualTo(SuspensionCause.ORGANIZATION_DISABLED);
    }

    @Test
    void aKeyWithoutAnOrganizationNamesTheSwitchOfTheRealm() {
        assertThat(refused(KeyRefusal.ORGANIZATION_DISABLED, null, null).suspensionCause())
                .isEqualTo(SuspensionCause.ORGANIZATIONS_DISABLED);
    }

    @Test
    void aDisabledOwnerIsDistinguishedFromAMissingOne() {
        assertThat(refused(KeyRefusal.OWNER_INACTIVE, ORGANIZATION, OWNER).suspensionCause())
                .isEqualTo(SuspensionCause.OWNER_DISABLED);
        assertThat(refused(KeyRefusal.OWNER_INACTIVE, ORGANIZATION, null).suspensionCause())
                .isEqualTo(SuspensionCause.OWNER_MISSING);
    }

    @Test
    void aKeyWithoutEffectivePermissionsNamesThem() {
        assertThat(state(ApiKeyType.BOT, ORGANIZATION, null, Permissions.none(), null, false)
                        .suspensionCause())
                .isEqualTo(SuspensionCause.NO_EFFECTIVE_PERMISSIONS);
    }

    @Test
    void aKeyThatIsNotSuspendedHasNoCause() {
        assertThat(state(ApiKeyType.BOT, ORGANIZATION, null, GRANTED, null, false)
                        .suspensionCause())
                .isNull();
        assertThat(refused(KeyRefusal.DISABLED_KEY, null, null).suspensionCause())
                .isNull();
        assertThat(refused(KeyRefusal.EXPIRED_KEY, ORGANIZATION, null).suspensionCause())
                .isNull();
        KeyState unreadable = state(ApiKeyType.USER, ORGANIZATION, null, Permissions.none(), null, true);
        assertThat(unreadable.status()).isEqualTo(ApiKeyStatus.UNKNOWN);
        assertThat(unreadable.suspensionCause()).isNull();
    }

    @Test
    void namesTheReasonForEachIneffectivePermission() {
        KeyState state = state(ApiKeyType.USER, ORGANIZATION, OWNER, Permissions.ofScope("stats:read"), null, false);
        assertThat(state.ineffective())
                .containsExactly(
                        new IneffectivePermission(
                                new Permission("domains", "delete"), IneffectivePermission.Reason.ROLE_MISSING),
                        new IneffectivePermission(
                                new Permission("old", "use"), IneffectivePermission.Reason.NOT_IN_CATALOG));
    }

    @ParameterizedTest
    @EnumSource
    void allPermissionsOfAKeyCanBeEffective(ApiKeyType type) {
        assertThat(state(type, ORGANIZATION, OWNER, GRANTED, null, false).ineffective())
                .isEmpty();
    }

    @Test
    void doesNotGuessTheReasons() {
        assertThat(state(ApiKeyType.USER, ORGANIZATION, OWNER, Permissions.none(), null, true)
                        .ineffective())
                .as("roles of the owner are unreadable")
                .isNull();
        assertThat(state(ApiKeyType.USER, ORGANIZATION, OWNER, Permissions.none(), KeyRefusal.DISABLED_KEY, true)
                        .ineffective())
                .as("roles of the owner of a disabled key are unreadable")
                .isNull();
        assertThat(refused(KeyRefusal.OWNER_INACTIVE, ORGANIZATION, null).ineffective())
                .as("no owner")
                .isNull();
        assertThat(state(ApiKeyType.BOT, null, null, Permissions.none(), null, false)
                        .ineffective())
                .as("no organization")
                .isNull();
    }

    @Test
    void aFormerSecretExpiresWhenItsGracePeriodEndsOrWithTheKey() {
        assertThat(formerSecret(LATER, null)).isEqualTo(LATER);
        assertThat(formerSecret(LATER, LATER.plusSeconds(1))).isEqualTo(LATER);
        assertThat(formerSecret(LATER, LATER.minusSeconds(1))).isEqualTo(LATER.minusSeconds(1));
    }

    @Test
    void showsOnlyAFormerSecretThatIsValid() {
        assertThat(formerSecret(null, LATER)).as("none").isNull();
        assertThat(formerSecret(NOW, LATER)).as("its grace period is over").isNull();
        assertThat(formerSecret(LATER, NOW)).as("the key has expired").isNull();
    }

    private static @Nullable Instant formerSecret(@Nullable Instant retiresAt, @Nullable Instant expiresAt) {
        ApiKey key = SampleKey.of(identity(ApiKeyType.BOT), GRANTED, expiresAt);
        ApiKey rotated = new ApiKey(
                key.identity(),
                key.content(),
                new ApiKey.CurrentSecret(Instant.EPOCH, "9f3K", null, retiresAt),
                key.audit());
        return new KeyState(rotated, ORGANIZATION, null, GRANTED, null, false, permission -> true, NOW)
                .formerSecretExpiresAt();
    }

    private static KeyState refused(
            KeyRefusal refusal, @Nullable Organization organization, @Nullable UserModel owner) {
        return state(ApiKeyType.USER, organization, owner, Permissions.none(), refusal, false);
    }

    /** Returns a state in a realm whose catalog has all permissions except those of the resource {@code old}. */
    private static KeyState state(
            ApiKeyType type,
            @Nullable Organization organization,
            @Nullable UserModel owner,
            Permissions effective,
            @Nullable KeyRefusal refusal,
            boolean unreadable) {
        return new KeyState(
                SampleKey.of(identity(type), GRANTED, null),
                organization,
                owner,
                effective,
                refusal,
                unreadable,
                permission -> !permission.resource().equals("old"),
                NOW);
    }

    private static ApiKey.Identity identity(ApiKeyType type) {
        return new ApiKey.Identity("key", "realm", ORGANIZATION.id(), type, "owner");
    }
}
