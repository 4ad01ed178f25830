package io.orgkeys.keycloak.catalog;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.models.RealmModel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a realm for keys. The class declares all settings, and an instance contains the values of one realm.
 */
public final class ApiKeySettings {

    private static final int MAX_PREFIXES = 20;
    private static final int MAX_MEMBER_ATTRIBUTES = 100;
    private static final int MAX_KEYS = 100_000;
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long MAX_TIME = 36_500 * DAY;

    private static final Setting PREFIX = Setting.text(
                    "prefix", ApiKeyFormat.PREFIX, FieldErrorCode.INVALID_PREFIX, "kc", "The prefix of new secrets")
            .shared();

    private static final ByKeyType LIMIT = new ByKeyType(
            Setting.number(
                            "userKeysPerMember",
                            0,
                            MAX_KEYS,
                            1L,
                            "The maximum number of user keys per member and organization")
                    .shared(),
            Setting.number(
                            "botKeysPerOrganization",
                            0,
                            MAX_KEYS,
                            100L,
                            "The maximum number of bot keys per organization")
                    .shared());

    private static final ByKeyType DEFAULT_LIFETIME = ByKeyType.of(
            "defaultLifetime",
            name -> Setting.seconds(name, 60, MAX_TIME, null, "The lifetime of keys that are created without an expiry")
                    .shared());

    private static final ByKeyType MAXIMUM_LIFETIME = ByKeyType.of(
            "maximumLifetime",
            name -> Setting.seconds(
                            name,
                            60,
                            MAX_TIME,
                            null,
                            "The maximum time from the issue of a secret to the expiry of the key")
                    .shared());

    private static final Setting MAXIMUM_GRACE_PERIOD = Setting.seconds(
                    "maximumGracePeriod",
                    0,
                    365 * DAY,
                    7 * DAY,
                    "The maximum time that a former secret stays valid after a rotation")
            .shared();

    private static final ByKeyType MAXIMUM_IDLE_TIME = ByKeyType.of(
            "maximumIdleTime",
            name -> Setting.seconds(name, DAY, MAX_TIME, null, "The time after which an unused key is disabled"));

    private static final Setting EXPIRY_NOTICES =
            Setting.flag("expiryNotices", true, "Whether Keycloak sends a mail before a key expires");

    private static final ByKeyType NETWORKS_REQUIRED = ByKeyType.of(
            "networksRequired",
            name -> Setting.flag(name, false, "Whether keys must be restricted to networks; other keys are refused")
                    .shared());

    private static final Setting MEMBER_ATTRIBUTES = Setting.texts(
                    "memberAttributes",
                    Attributes.NAME,
                    MAX_MEMBER_ATTRIBUTES,
                    "The names of the attributes that members and keys can set; administrators can set all attributes",
                    FieldErrorCode.INVALID_ATTRIBUTE_NAMES,
                    MAX_MEMBER_ATTRIBUTES)
            .shared();

    private static final Setting IMPORTED_PREFIXES = Setting.texts(
            "importedPrefixes",
            ImportedPrefixes.PREFIX,
            MAX_PREFIXES,
            "The prefixes of the secrets of imported keys",
            FieldErrorCode.INVALID_IMPORTED_PREFIXES,
            MAX_PREFIXES,
            ImportedPrefixes.MAX_PREFIX_LENGTH);

    private static final Setting LEAKED_KEYS = Setting.choice(
            "leakedKeys",
            List.of(LeakPolicy.DISABLE.text(), LeakPolicy.DELETE.text()),
            "The action on a key whose secret is reported as leaked");

    private static final Setting LEAK_REPORTERS = new LeakReporters(
            "leakReporters", "The senders whose leak reports are accepted. If empty, all reports are refused");

    /** Every setting, in the order of the form in the admin console. */
    public static final List<Setting> ALL = List.of(
            PREFIX,
            LIMIT.user(),
            LIMIT.bot(),
            DEFAULT_LIFETIME.user(),
            DEFAULT_LIFETIME.bot(),
            MAXIMUM_LIFETIME.user(),
            MAXIMUM_LIFETIME.bot(),
            MAXIMUM_GRACE_PERIOD,
            MAXIMUM_IDLE_TIME.user(),
            MAXIMUM_IDLE_TIME.bot(),
            EXPIRY_NOTICES,
            NETWORKS_REQUIRED.user(),
            NETWORKS_REQUIRED.bot(),
            MEMBER_ATTRIBUTES,
            IMPORTED_PREFIXES,
            LEAKED_KEYS,
            LEAK_REPORTERS);

    /** The settings of a realm that has no settings component. */
    public static final ApiKeySettings DEFAULT = load(Map.of(), new FieldErrors());

    /**
     * The grace period of a rotation if the request contains none. If the realm's maximum grace period is lower, the
     * maximum applies.
     */
    public static final Duration DEFAULT_GRACE_PERIOD = Duration.ofDays(1);

    private final Map<String, JsonNode> values;
    private final Set<String> memberAttributes;
    private final ImportedPrefixes importedPrefixes;
    private final List<LeakReporter> leakReporters;

    private ApiKeySettings(Map<String, JsonNode> values) {
        this.values = values;
        this.memberAttributes = texts(MEMBER_ATTRIBUTES);
        this.importedPrefixes = new ImportedPrefixes(texts(IMPORTED_PREFIXES));
        this.leakReporters = LeakReporters.reporters(value(LEAK_REPORTERS));
    }

    /** A setting with a separate value for each type of key. */
    private record ByKeyType(Setting user, Setting bot) {

        static ByKeyType of(String name, Function<String, Setting> setting) {
            return new ByKeyType(
                    setting.apply(name + "." + ApiKeyType.USER.text()),
                    setting.apply(name + "." + ApiKeyType.BOT.text()));
        }

        Setting of(ApiKeyType type) {
            return switch (type) {
                case USER -> user;
                case BOT -> bot;
            };
        }
    }

    public static ApiKeySettings of(RealmModel realm) {
        return ParsedComponents.of(realm).settings();
    }

    /** Returns the prefix of new secrets. */
    public String prefix() {
        return value(PREFIX).asText();
    }

    /** Returns the maximum number of keys of a type that one owner may have in an organization. */
    public int limit(ApiKeyType type) {
        return value(LIMIT.of(type)).intValue();
    }

    /** Returns the lifetime of keys that are created without an expiry; null if such keys do not expire. */
    public @Nullable Duration defaultLifetime(ApiKeyType type) {
        return duration(DEFAULT_LIFETIME.of(type));
    }

    /** Returns the maximum time from the issue of the current secret to the expiry of the key; null for no maximum. */
    public @Nullable Duration maximumLifetime(ApiKeyType type) {
        return duration(MAXIMUM_LIFETIME.of(type));
    }

    /** Returns how long the former secret may stay valid after a rotation, at most. */
    public Duration maximumGracePeriod() {
        return Duration.ofSeconds(value(MAXIMUM_GRACE_PERIOD).longValue());
    }

    /** Returns how long a key can stay unused before it is disabled; null if unused keys are not disabled. */
    public @Nullable Duration maximumIdleTime(ApiKeyType type) {
        return duration(MAXIMUM_IDLE_TIME.of(type));
    }

    /** Whether mails announce that a key is about to expire. */
    public boolean expiryNotices() {
        return value(EXPIRY_NOTICES).booleanValue();
    }

    /**
     * Whether a key of this type with these allowed networks may be used. The realm can require that every key of a
     * type is restricted to networks.
     */
    public boolean allow(Networks networks, ApiKeyType type) {
        return !value(NETWORKS_REQUIRED.of(type)).booleanValue() || networks.isRestriction();
    }

    /** Returns the names of the attributes that callers other than administrators can set. */
    public Set<String> memberAttributes() {
        return Set.copyOf(memberAttributes);
    }

    public ImportedPrefixes importedPrefixes() {
        return importedPrefixes;
    }

    /** Returns the policy for keys whose secret is reported as leaked. */
    public LeakPolicy leakedKeys() {
        return LeakPolicy.of(value(LEAKED_KEYS).asText()).orElse(LeakPolicy.DISABLE);
    }

    /** Returns the reporter whose signing key has this id. */
    public Optional<LeakReporter> leakReporter(String id) {
        return leakReporters.stream()
                .filter(reporter -> reporter.id().equals(id))
                .findFirst();
    }

    private Set<String> texts(Setting setting) {
        return Setting.items(value(setting)).stream().map(JsonNode::textValue).collect(Collectors.toUnmodifiableSet());
    }

    private @Nullable Duration duration(Setting setting) {
        JsonNode seconds = value(setting);
        return seconds.isNull() ? null : Duration.ofSeconds(seconds.longValue());
    }

    private JsonNode value(Setting setting) {
        return values.getOrDefault(setting.name(), setting.byDefault());
    }

    /** Returns all settings as JSON. */
    public ObjectNode json() {
        return json(true);
    }

    /** Returns the settings that members and keys may read, as JSON. */
    public ObjectNode sharedJson() {
        return json(false);
    }

    private ObjectNode json(boolean all) {
        ObjectNode json = Setting.JSON.objectNode();
        ALL.stream()
                .filter(setting -> all || setting.isShared())
                .forEach(setting -> setting.write(value(setting), json));
        return json;
    }

    /**
     * Returns these settings with the changes of a request. A setting that is missing in the request keeps its value.
     *
     * @param errors collects the errors in the request
     */
    public ApiKeySettings changed(ObjectNode request, FieldErrors errors) {
        Map<String, JsonNode> changed = new HashMap<>(values);
        for (Setting setting : ALL) {
            JsonNode sent = setting.newValue(request);
            if (!sent.isMissingNode() && setting.isValid(sent, errors)) {
                changed.put(setting.name(), setting.normalized(sent));
            }
        }
        request.properties().forEach(sent -> refuseUnknown(sent.getKey(), sent.getValue(), errors));
        return new ApiKeySettings(changed).checked(errors);
    }

    private static void refuseUnknown(String name, JsonNode value, FieldErrors errors) {
        List<String> members = ALL.stream()
                .filter(setting -> !name.isEmpty() && setting.group().equals(name))
                .map(Setting::member)
                .toList();
        if (members.isEmpty()) {
            boolean known = !name.contains(".") && find(name).isPresent();
            Setting.require(known, new FieldError(FieldError.shown(name), FieldErrorCode.UNKNOWN_FIELD), errors);
        } else {
            Setting.require(
                    value.isObject() || value.isNull(), new FieldError(name, FieldErrorCode.NOT_OBJECT), errors);
            value.fieldNames()
                    .forEachRemaining(member -> Setting.require(
                            members.contains(member),
                            new FieldError(name + "." + FieldError.shown(member), FieldErrorCode.UNKNOWN_FIELD),
                            errors));
        }
    }

    static Optional<Setting> find(String name) {
        return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
    }

    private ApiKeySettings checked(FieldErrors errors) {
        for (ApiKeyType type : ApiKeyType.values()) {
            Duration byDefault = defaultLifetime(type);
            Duration maximum = maximumLifetime(type);
            if (byDefault != null && maximum != null && byDefault.compareTo(maximum) > 0) {
                errors.add(DEFAULT_LIFETIME.of(type).name(), FieldErrorCode.LONGER_THAN_MAXIMUM);
            }
        }
        return this;
    }

    /**
     * Reads the settings from the configuration of a component. An invalid value is replaced by the default.
     *
     * @param errors collects the errors in the configuration
     */
    static ApiKeySettings load(Map<String, List<String>> config, FieldErrors errors) {
        Map<String, JsonNode> values = new HashMap<>();
        config.forEach((name, stored) -> find(name)
                .filter(setting -> !stored.isEmpty())
                .ifPresent(setting -> {
                    JsonNode value = setting.load(stored);
                    if (setting.isValid(value, errors)) {
                        values.put(name, value);
                    }
                }));
        return new ApiKeySettings(values).checked(errors);
    }

    /** Returns the settings as the configuration of a component. */
    MultivaluedHashMap<String, String> store() {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        for (Setting setting : ALL) {
            List<String> stored = setting.store(value(setting));
            if (!stored.isEmpty()) {
                config.put(setting.name(), stored);
            }
        }
        return config;
    }
}
