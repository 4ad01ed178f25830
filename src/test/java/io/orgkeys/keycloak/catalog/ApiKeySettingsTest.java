package io.orgkeys.keycloak.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.keycloak.provider.ProviderConfigProperty;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Networks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ApiKeySettingsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String P256 = LeakReporterTest.encoded("secp256r1");
    private static final String SECRET = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV000000";

    @Test
    void theDefaultsAreValid() {
        assertThat(ApiKeySettings.DEFAULT.json()).hasToString(compact("""
                        {"prefix":"kc","userKeysPerMember":1,"botKeysPerOrganization":100,
                         "defaultLifetime":{"user":null,"bot":null},"maximumLifetime":{"user":null,"bot":null},
                         "maximumGracePeriod":604800,"maximumIdleTime":{"user":null,"bot":null},"expiryNotices":true,
                         "networksRequired":{"user":false,"bot":false},"memberAttributes":[],"importedPrefixes":[],
                         "leakedKeys":"disable","leakReporters":[]}"""));
        assertThat(errors("{}")).isEmpty();
        assertThat(ApiKeySettings.DEFAULT_GRACE_PERIOD).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void membersAndKeysSeeOnlyTheSharedSettings() {
        assertThat(ApiKeySettings.DEFAULT.sharedJson()).hasToString(compact("""
                        {"prefix":"kc","userKeysPerMember":1,"botKeysPerOrganization":100,
                         "defaultLifetime":{"user":null,"bot":null},"maximumLifetime":{"user":null,"bot":null},
                         "maximumGracePeriod":604800,"networksRequired":{"user":false,"bot":false},"memberAttributes":[]}"""));
    }

    @Test
    void bothEndsOfEveryRangeAreValid() {
        assertThat(errors("""
                        {"prefix":"kc","userKeysPerMember":0,"botKeysPerOrganization":0,"maximumGracePeriod":0,
                         "defaultLifetime":{"user":60,"bot":60},"maximumLifetime":{"user":60,"bot":60},
                         "maximumIdleTime":{"user":86400,"bot":86400},"importedPrefixes":["sk_"],"leakReporters":%s}""".formatted(reporters(1)))).isEmpty();
        assertThat(errors("""
                        {"prefix":"abcdefghijkl","userKeysPerMember":100000,"botKeysPerOrganization":100000,
                         "maximumGracePeriod":31536000,"defaultLifetime":{"user":3153600000,"bot":3153600000},
                         "maximumLifetime":{"user":3153600000,"bot":3153600000},
                         "maximumIdleTime":{"user":3153600000,"bot":3153600000},"importedPrefixes":%s,"leakReporters":%s}""".formatted(prefixes(20), reporters(20)))).isEmpty();
    }

    @Test
    void aValueOutOfRangeIsRefusedWithItsRange() {
        Map<String, String> refused = Map.ofEntries(
                Map.entry("prefix", "Must be 2 to 12 lower-case letters and digits, starting with a letter."),
                Map.entry("userKeysPerMember", "Must be a whole number between 0 and 100000."),
                Map.entry("botKeysPerOrganization", "Must be a whole number between 0 and 100000."),
                Map.entry("defaultLifetime.user", "Must be between 60 and 3153600000 seconds."),
                Map.entry("defaultLifetime.bot", "Must be between 60 and 3153600000 seconds."),
                Map.entry("maximumLifetime.user", "Must be between 60 and 3153600000 seconds."),
                Map.entry("maximumLifetime.bot", "Must be between 60 and 3153600000 seconds."),
                Map.entry("maximumGracePeriod", "Must be between 0 and 31536000 seconds."),
                Map.entry("maximumIdleTime.user", "Must be between 86400 and 3153600000 seconds."),
                Map.entry("maximumIdleTime.bot", "Must be between 86400 and 3153600000 seconds."),
                Map.entry(
                        "importedPrefixes",
                        "Must have at most 20 prefixes, each of 3 to 32 letters, digits, dots, hyphens and underscores, and"
                                + " not the \"eyJ\" of a JWT."),
                Map.entry(
                        "leakReporters",
                        "Must have at most 20 reporters, each with a unique id of 1 to 128 letters, digits, dots, hyphens,"
                                + " underscores and colons, and the PEM of a public key on the curve P-256."));
        assertThat(byField(errors("""
                        {"prefix":"K","userKeysPerMember":-1,"botKeysPerOrganization":-1,"maximumGracePeriod":-1,
                         "defaultLifetime":{"user":59,"bot":59},"maximumLifetime":{"user":59,"bot":59},
                         "maximumIdleTime":{"user":86399,"bot":86399},"importedPrefixes":["ab"],
                         "leakReporters":[{"id":"scanner","publicKey":"no key"}]}"""))).isEqualTo(refused);
        assertThat(byField(errors("""
                        {"prefix":"k_c","userKeysPerMember":100001,"botKeysPerOrganization":3000000000,
                         "maximumGracePeriod":31536001,"defaultLifetime":{"user":3153600001,"bot":3153600001},
                         "maximumLifetime":{"user":3153600001,"bot":3153600001},
                         "maximumIdleTime":{"user":3153600001,"bot":9223372036854775807},"importedPrefixes":%s,
                         "leakReporters":[%2$s,%2$s]}""".formatted(prefixes(21), reporter(1))))).isEqualTo(refused);
        assertThat(errors("{\"leakedKeys\":\"keep\"}"))
                .containsExactly(new FieldError("leakedKeys", FieldErrorCode.NOT_ALLOWED, "disable, delete"));
    }

    @Test
    void aDefaultLifetimeMustNotExceedTheMaximum() {
        assertThat(errors("{\"defaultLifetime\":{\"bot\":7200},\"maximumLifetime\":{\"bot\":7200}}"))
                .isEmpty();
        assertThat(errors("{\"defaultLifetime\":{\"bot\":60}}")).isEmpty();
        assertThat(errors("{\"maximumLifetime\":{\"bot\":60}}")).isEmpty();
        assertThat(errors("{\"defaultLifetime\":{\"bot\":7201},\"maximumLifetime\":{\"bot\":7200}}"))
                .containsExactly(new FieldError("defaultLifetime.bot", FieldErrorCode.LONGER_THAN_MAXIMUM));
    }

    @Test
    void eachTypeOfKeyHasItsOwnLimitAndLifetime() {
        ApiKeySettings settings = settings("""
                {"userKeysPerMember":2,"botKeysPerOrganization":3,"defaultLifetime":{"user":60,"bot":3600},
                 "maximumLifetime":{"bot":86400},"maximumIdleTime":{"user":86401}}""");
        assertThat(settings.limit(ApiKeyType.USER)).isEqualTo(2);
        assertThat(settings.limit(ApiKeyType.BOT)).isEqualTo(3);
        assertThat(settings.defaultLifetime(ApiKeyType.USER)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.defaultLifetime(ApiKeyType.BOT)).isEqualTo(Duration.ofHours(1));
        assertThat(settings.maximumLifetime(ApiKeyType.USER)).isNull();
        assertThat(settings.maximumLifetime(ApiKeyType.BOT)).isEqualTo(Duration.ofDays(1));
        assertThat(settings.maximumIdleTime(ApiKeyType.USER)).isEqualTo(Duration.ofSeconds(86401));
        assertThat(settings.maximumIdleTime(ApiKeyType.BOT)).isNull();
    }

    @Test
    void returnsEachSettingAsItWasSent() {
        ApiKeySettings settings = settings("""
                {"prefix":"h0p","maximumGracePeriod":5,"importedPrefixes":["sk_","H0P-","sk_"],"leakedKeys":"delete",
                 "leakReporters":%s,"expiryNotices":false}""".formatted(reporters(2)));
        assertThat(settings.prefix()).isEqualTo("h0p");
        assertThat(settings.maximumGracePeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.importedPrefixes().all()).containsExactlyInAnyOrder("sk_", "H0P-");
        assertThat(settings.json().at("/importedPrefixes")).hasToString("[\"H0P-\",\"sk_\"]");
        assertThat(settings.leakedKeys()).isEqualTo(LeakPolicy.DELETE);
        assertThat(settings.leakReporter("scanner-1")).contains(new LeakReporter("scanner-1", P256));
        assertThat(settings.leakReporter("scanner-2")).isEmpty();
        assertThat(settings.expiryNotices()).isFalse();
    }

    @Test
    void requiresNetworksForOneTypeAndRefusesNetworksThatAreTooLarge() {
        ApiKeySettings ofBots = settings("{\"networksRequired\":{\"bot\":true}}");
        assertThat(ofBots.allow(Networks.ANYWHERE, ApiKeyType.USER)).isTrue();
        assertThat(ofBots.allow(Networks.ANYWHERE, ApiKeyType.BOT)).isFalse();
        assertThat(ofBots.allow(Networks.ofText("10.0.0.0/8 2001:db8::/32"), ApiKeyType.BOT))
                .isTrue();
        for (String disguise : List.of("0.0.0.0/0", "::/0", "0.0.0.0/1 128.0.0.0/1", "192.0.2.0/24 2000::/3")) {
            assertThat(ofBots.allow(Networks.ofText(disguise), ApiKeyType.BOT))
                    .as(disguise)
                    .isFalse();
        }
    }

    @Test
    void aMissingSettingIsKeptAndNullClearsAnOptionalOne() {
        ApiKeySettings settings = settings("""
                {"prefix":"h0p","userKeysPerMember":2,"defaultLifetime":{"user":60,"bot":60},
                 "networksRequired":{"user":true,"bot":true},"memberAttributes":["externalId"],"importedPrefixes":["sk_"],
                 "leakedKeys":"delete","leakReporters":%s,"expiryNotices":false,"maximumIdleTime":{"bot":86400}}""".formatted(reporters(1)));
        FieldErrors none = new FieldErrors();
        assertThat(settings.changed(parsed("{}"), none).json())
                .hasToString(settings.json().toString());
        assertThat(settings.changed(parsed("{\"defaultLifetime\":{\"user\":null}}"), none)
                        .json())
                .hasToString(with(settings, "{\"defaultLifetime\":{\"user\":null,\"bot\":60}}"));
        assertThat(settings.changed(parsed("""
                        {"prefix":null,"userKeysPerMember":null,"maximumGracePeriod":null,"leakedKeys":null,
                         "expiryNotices":null}"""), none).json())
                .hasToString(settings.json().toString());
        assertThat(settings.changed(parsed("""
                        {"defaultLifetime":null,"networksRequired":null,"memberAttributes":null,
                         "importedPrefixes":null,"leakReporters":null,"maximumIdleTime":null}"""), none).json()).hasToString(with(settings, """
                        {"defaultLifetime":{"user":null,"bot":null},"networksRequired":{"user":false,"bot":false},
                         "memberAttributes":[],"importedPrefixes":[],"leakReporters":[],"maximumIdleTime":{"user":null,"bot":null}}"""));
        none.throwIfAny();
    }

    @Test
    void reportsWrongTypesAndUnknownNamesByField() {
        assertThat(byField(errors("""
                        {"prefix":7,"userKeysPerMember":"1","botKeysPerOrganization":1.5,"defaultLifetime":60,
                         "maximumLifetime":{"robot":60,"user":"60"},"maximumGracePeriod":99999999999999999999,
                         "memberAttributes":["plan",null],"importedPrefixes":["sk_",1],"leakedKeys":false,"expiryNotices":"true","maximumIdleTime.bot":1,
                         "leakReporters":[{"publicKey":7,"url":"https://example.com"}],
                         "networksRequired":{"user":1,"bot":null}}""")))
                .containsAllEntriesOf(Map.ofEntries(
                        Map.entry("prefix", "Must be a string."),
                        Map.entry("userKeysPerMember", "Must be a whole number."),
                        Map.entry("botKeysPerOrganization", "Must be a whole number."),
                        Map.entry("defaultLifetime", "Must be a JSON object."),
                        Map.entry("maximumLifetime.robot", "There is no such field."),
                        Map.entry("maximumLifetime.user", "Must be a whole number."),
                        Map.entry("maximumGracePeriod", "Must be a whole number."),
                        Map.entry("memberAttributes", "Must be a list of strings, such as [\"read\"]."),
                        Map.entry("importedPrefixes", "Must be a list of strings, such as [\"read\"]."),
                        Map.entry("leakedKeys", "Must be a string."),
                        Map.entry("expiryNotices", "Must be true or false."),
                        Map.entry("maximumIdleTime.bot", "There is no such field."),
                        Map.entry("leakReporters.id", "Is required."),
                        Map.entry("leakReporters.publicKey", "Must be a string."),
                        Map.entry("leakReporters.url", "There is no such field."),
                        Map.entry("networksRequired.user", "Must be true or false."),
                        Map.entry("networksRequired.bot", "Must be true or false.")))
                .hasSize(18)
                .containsKey("leakReporters");
        for (String reporters : List.of("{}", "[1]", reporters(21))) {
            assertThat(errors("{\"leakReporters\":" + reporters + "}"))
                    .containsExactly(new FieldError("leakReporters", FieldErrorCode.NOT_OBJECT_LIST, 20));
        }
    }

    @Test
    void doesNotRepeatASecretThatWasSentAsAName() {
        assertThat(errors("""
                        {"%1$s":1,"networksRequired":{"%1$s":true},"maximumLifetime":{"%1$s":1},
                         "leakReporters":[{"id":"scanner-0","%1$s":1}]}""".formatted(SECRET)))
                .extracting(FieldError::field)
                .contains(
                        "kc_bot_01234...",
                        "networksRequired.kc_bot_01234...",
                        "maximumLifetime.kc_bot_01234...",
                        "leakReporters.kc_bot_01234...")
                .noneMatch(field -> field.contains(SECRET));
    }

    @Test
    void aComponentHasAPropertyForEachSetting() {
        assertThat(new ApiKeySettingsFactory().getConfigProperties())
                .extracting(ProviderConfigProperty::getName, ProviderConfigProperty::getDefaultValue)
                .contains(
                        tuple("prefix", "kc"),
                        tuple("maximumLifetime.bot", null),
                        tuple("maximumGracePeriod", "604800"))
                .hasSize(ApiKeySettings.ALL.size());
        assertThat(new ApiKeySettingsFactory().getConfigProperties())
                .filteredOn(property -> property.getType().equals(ProviderConfigProperty.MULTIVALUED_STRING_TYPE))
                .extracting(ProviderConfigProperty::getName)
                .containsExactlyInAnyOrder("memberAttributes", "importedPrefixes", "leakReporters");
    }

    private static String prefixes(int count) {
        return json(IntStream.range(0, count).mapToObj(i -> "sk_" + i).toList());
    }

    private static String reporters(int count) {
        return "["
                + String.join(
                        ",",
                        IntStream.range(0, count)
                                .mapToObj(ApiKeySettingsTest::reporter)
                                .toList())
                + "]";
    }

    private static String reporter(int number) {
        String id = "scanner-" + number;
        return json(Map.of("id", id, "publicKey", new LeakReporter(id, P256).pem()));
    }

    private static String json(Object value) {
        return MAPPER.valueToTree(value).toString();
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String compact(String json) {
        return parsed(json).toString();
    }

    private static String with(ApiKeySettings settings, String changes) {
        ObjectNode json = settings.json();
        json.setAll(parsed(changes));
        return json.toString();
    }

    private static ApiKeySettings settings(String json) {
        FieldErrors errors = new FieldErrors();
        ApiKeySettings settings = ApiKeySettings.DEFAULT.changed(parsed(json), errors);
        errors.throwIfAny();
        return settings;
    }

    private static List<FieldError> errors(String json) {
        try {
            settings(json);
            return List.of();
        } catch (InvalidInputException e) {
            return e.errors();
        }
    }

    /** Returns the errors by field. Fails if a field has two errors. */
    private static Map<String, String> byField(List<FieldError> errors) {
        return errors.stream().collect(Collectors.toMap(FieldError::field, FieldError::detail));
    }
}
