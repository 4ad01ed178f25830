package io.orgkeys.keycloak.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.orgkeys.keycloak.catalog.ApiKeySettings.Lifetime;
import io.orgkeys.keycloak.catalog.ApiKeySettings.NetworksRequired;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeySettingsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CENTURY = Duration.ofDays(36_500);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final NetworksRequired OF_NONE = NetworksRequired.OF_NONE;
    private static final NetworksRequired OF_ALL = new NetworksRequired(true, true);
    private static final String P256 = LeakReporterTest.encoded("secp256r1");
    private static final ImportedPrefixes NONE = ImportedPrefixes.NONE;
    private static final ImportedPrefixes MOST = prefixes(numbered(20));
    private static final ImportedPrefixes TOO_MANY = prefixes(numbered(21));

    @Test
    void whatHoldsInARealmThatHasSetNothingIsRight() {
        assertThat(wrongFields(ApiKeySettings.DEFAULT)).isEmpty();
        assertThat(ApiKeySettings.DEFAULT)
                .isEqualTo(new ApiKeySettings(
                        "kc",
                        1,
                        100,
                        new Lifetime(null, null),
                        new Lifetime(null, null),
                        Duration.ofDays(7),
                        OF_NONE,
                        NONE,
                        LeakPolicy.DISABLE,
                        List.of(),
                        true,
                        new Lifetime(null, null)));
        assertThat(ApiKeySettings.DEFAULT_GRACE_PERIOD).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void bothEndsOfEveryRangeAreRight() {
        Lifetime shortest = new Lifetime(MINUTE, MINUTE);
        Lifetime longest = new Lifetime(CENTURY, CENTURY);
        assertThat(wrongFields(new ApiKeySettings(
                        "kc",
                        0,
                        0,
                        shortest,
                        shortest,
                        Duration.ZERO,
                        OF_NONE,
                        NONE,
                        LeakPolicy.DELETE,
                        List.of(),
                        false,
                        new Lifetime(DAY, DAY))))
                .isEmpty();
        assertThat(wrongFields(new ApiKeySettings(
                        "kc",
                        100_000,
                        100_000,
                        longest,
                        longest,
                        YEAR,
                        OF_ALL,
                        MOST,
                        LeakPolicy.DISABLE,
                        reporters(20),
                        true,
                        longest)))
                .isEmpty();
    }

    @Test
    void whatIsBelowOrAboveIsWrong() {
        Lifetime tooShort = new Lifetime(MINUTE.minusMillis(1), MINUTE.minusMillis(1));
        Lifetime tooLong = new Lifetime(CENTURY.plusSeconds(1), CENTURY.plusSeconds(1));
        String[] all = {
            "prefix",
            "userKeysPerMember",
            "botKeysPerOrganization",
            "defaultLifetime.user",
            "maximumLifetime.user",
            "defaultLifetime.bot",
            "maximumLifetime.bot",
            "maximumGracePeriod",
            "importedPrefixes",
            "leakReporters",
            "maximumIdleTime.user",
            "maximumIdleTime.bot"
        };
        assertThat(wrongFields(new ApiKeySettings(
                        "K",
                        -1,
                        -1,
                        tooShort,
                        tooShort,
                        Duration.ofSeconds(-1),
                        OF_NONE,
                        prefixes("ab"),
                        LeakPolicy.DISABLE,
                        List.of(new LeakReporter("", P256)),
                        true,
                        new Lifetime(DAY.minusMillis(1), DAY.minusMillis(1)))))
                .containsExactly(all);
        assertThat(wrongFields(new ApiKeySettings(
                        "k_c",
                        100_001,
                        100_001,
                        tooLong,
                        tooLong,
                        YEAR.plusSeconds(1),
                        OF_NONE,
                        TOO_MANY,
                        LeakPolicy.DISABLE,
                        reporters(21),
                        true,
                        tooLong)))
                .containsExactly(all);
    }

    @Test
    void aDefaultLifetimeIsNotLongerThanTheMaximum() {
        assertThat(wrongFields(lifetimes(YEAR, YEAR))).isEmpty();
        assertThat(wrongFields(lifetimes(MINUTE, null))).isEmpty();
        assertThat(wrongFields(lifetimes(null, MINUTE))).isEmpty();
        assertThat(wrongFields(lifetimes(YEAR.plusSeconds(1), YEAR))).containsExactly("defaultLifetime.bot");
    }

    @Test
    void eachTypeOfKeyHasItsOwnLimitAndLifetime() {
        ApiKeySettings settings = new ApiKeySettings(
                "kc",
                2,
                3,
                new Lifetime(MINUTE, YEAR),
                new Lifetime(null, CENTURY),
                Duration.ZERO,
                OF_NONE,
                NONE,
                LeakPolicy.DISABLE,
                List.of(),
                true,
                Lifetime.UNLIMITED);
        assertThat(settings.limit(ApiKeyType.USER)).isEqualTo(2);
        assertThat(settings.limit(ApiKeyType.BOT)).isEqualTo(3);
        assertThat(settings.defaultLifetime().of(ApiKeyType.USER)).isEqualTo(MINUTE);
        assertThat(settings.defaultLifetime().of(ApiKeyType.BOT)).isEqualTo(YEAR);
        assertThat(settings.maximumLifetime().of(ApiKeyType.USER)).isNull();
        assertThat(settings.maximumLifetime().of(ApiKeyType.BOT)).isEqualTo(CENTURY);
    }

    @Test
    void networksAreRequiredOfOneTypeAndOnlySmallOnesCount() {
        NetworksRequired ofBots = new NetworksRequired(false, true);
        assertThat(ofBots.areMetBy(Networks.ANYWHERE, ApiKeyType.USER)).isTrue();
        assertThat(ofBots.areMetBy(Networks.ANYWHERE, ApiKeyType.BOT)).isFalse();
        assertThat(ofBots.areMetBy(Networks.ofText("10.0.0.0/8 2001:db8::/32"), ApiKeyType.BOT))
                .isTrue();
        for (String disguise : List.of("0.0.0.0/0", "::/0", "0.0.0.0/1 128.0.0.0/1", "192.0.2.0/24 2000::/3")) {
            assertThat(ofBots.areMetBy(Networks.ofText(disguise), ApiKeyType.BOT))
                    .as(disguise)
                    .isFalse();
        }
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "sk_" + i).toArray(String[]::new);
    }

    private static List<LeakReporter> reporters(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LeakReporter("scanner-" + i, P256))
                .toList();
    }

    private static ImportedPrefixes prefixes(String... all) {
        return new ImportedPrefixes(Set.of(all));
    }

    private static ApiKeySettings lifetimes(@Nullable Duration byDefault, @Nullable Duration maximum) {
        return new ApiKeySettings(
                "kc",
                1,
                1,
                new Lifetime(null, byDefault),
                new Lifetime(null, maximum),
                YEAR,
                OF_NONE,
                NONE,
                LeakPolicy.DISABLE,
                List.of(),
                true,
                Lifetime.UNLIMITED);
    }

    private static List<String> wrongFields(ApiKeySettings settings) {
        FieldErrors errors = new FieldErrors();
        settings.validate(errors);
        try {
            errors.throwIfAny();
            return List.of();
        } catch (InvalidInputException e) {
            return e.errors().stream().map(FieldError::field).toList();
        }
    }
}
