package io.orgkeys.keycloak.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

import io.orgkeys.keycloak.catalog.ApiKeySettings.Lifetime;
import io.orgkeys.keycloak.catalog.ApiKeySettings.NetworksRequired;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.jspecify.annotations.Nullable;

/** A realm's settings as a realm component; a realm has at most one. Durations are whole seconds. */
public final class ApiKeySettingsFactory extends ApiCatalogComponentFactory {

    public static final String ID = "api-key-settings";

    private static final String PREFIX = "prefix";
    private static final String USER_KEYS_PER_MEMBER = "userKeysPerMember";
    private static final String BOT_KEYS_PER_ORGANIZATION = "botKeysPerOrganization";
    private static final String DEFAULT_LIFETIME_USER = "defaultLifetime.user";
    private static final String DEFAULT_LIFETIME_BOT = "defaultLifetime.bot";
    private static final String MAXIMUM_LIFETIME_USER = "maximumLifetime.user";
    private static final String MAXIMUM_LIFETIME_BOT = "maximumLifetime.bot";
    private static final String MAXIMUM_GRACE_PERIOD = "maximumGracePeriod";
    private static final String NETWORKS_REQUIRED_USER = "networksRequired.user";
    private static final String NETWORKS_REQUIRED_BOT = "networksRequired.bot";
    private static final String IMPORTED_PREFIXES = "importedPrefixes";
    private static final String LEAKED_KEYS = "leakedKeys";
    private static final String LEAK_REPORTERS = "leakReporters";
    private static final String EXPIRY_NOTICES = "expiryNotices";
    private static final String MAXIMUM_IDLE_TIME_USER = "maximumIdleTime.user";
    private static final String MAXIMUM_IDLE_TIME_BOT = "maximumIdleTime.bot";

    /** What separates the id of a reporter from its key: in neither of them. */
    private static final char SEPARATOR = ' ';

    private static final Set<String> TEXTS = Set.of(PREFIX, IMPORTED_PREFIXES, LEAK_REPORTERS);
    private static final Set<String> NUMBERS = Set.of(
            USER_KEYS_PER_MEMBER,
            BOT_KEYS_PER_ORGANIZATION,
            DEFAULT_LIFETIME_USER,
            DEFAULT_LIFETIME_BOT,
            MAXIMUM_LIFETIME_USER,
            MAXIMUM_LIFETIME_BOT,
            MAXIMUM_GRACE_PERIOD,
            MAXIMUM_IDLE_TIME_USER,
            MAXIMUM_IDLE_TIME_BOT);
    private static final Set<String> FLAGS = Set.of(NETWORKS_REQUIRED_USER, NETWORKS_REQUIRED_BOT, EXPIRY_NOTICES);

    public ApiKeySettingsFactory() {
        super(ID, "Prefix, limits and lifetimes of the realm's API keys.", properties());
    }

    private static List<ProviderConfigProperty> properties() {
        return Stream.of(
                        Stream.of(text(PREFIX, "What new secrets begin with.")),
                        NUMBERS.stream().sorted().map(field -> text(field, "A number; durations are in seconds.")),
                        FLAGS.stream().sorted().map(field -> text(field, "true or false.")),
                        Stream.of(
                                texts(IMPORTED_PREFIXES, "What the secrets of imported keys begin with."),
                                text(LEAKED_KEYS, "What happens to a key whose secret is public: disable or delete."),
                                texts(
                                        LEAK_REPORTERS,
                                        "Whose reports of leaked secrets are believed: an id, a space, and a public key on the"
                                                + " curve P-256 in Base64.")))
                .flatMap(Function.identity())
                .toList();
    }

    private static ProviderConfigProperty text(String field, String description) {
        return new ProviderConfigProperty(field, field, description, ProviderConfigProperty.STRING_TYPE, null);
    }

    private static ProviderConfigProperty texts(String field, String description) {
        return new ProviderConfigProperty(
                field, field, description, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null);
    }

    @Override
    void validate(RealmModel realm, ComponentModel component) {
        FieldErrors errors = new FieldErrors();
        component.getConfig().forEach((field, values) -> {
            if (NUMBERS.contains(field)) {
                require(values, "\\d{1,18}", field, "Must be a whole number.", errors);
            } else if (FLAGS.contains(field)) {
                require(values, "true|false", field, "Must be true or false.", errors);
            } else if (LEAKED_KEYS.equals(field)) {
                require(values, "disable|delete", field, "Must be \"disable\" or \"delete\".", errors);
            } else if (!TEXTS.contains(field)) {
                errors.add(field, "There is no such setting.");
            }
        });
        errors.throwIfAny();
        read(component).validate(errors);
        find(realm)
                .filter(other -> !Objects.equals(other.getId(), component.getId()))
                .ifPresent(other -> errors.add("name", "The realm has settings for API keys already."));
        errors.throwIfAny();
    }

    private static void require(List<String> values, String form, String field, String detail, FieldErrors errors) {
        if (!values.stream().allMatch(value -> value.matches(form))) {
            errors.add(field, detail);
        }
    }

    static Optional<ComponentModel> find(RealmModel realm) {
        return realm.getComponentsStream(realm.getId(), ApiCatalogProvider.class.getName())
                .filter(component -> ID.equals(component.getProviderId()))
                .findFirst();
    }

    static ApiKeySettings read(ComponentModel component) {
        ApiKeySettings byDefault = ApiKeySettings.DEFAULT;
        return new ApiKeySettings(
                component.get(PREFIX, byDefault.prefix()),
                limit(component, USER_KEYS_PER_MEMBER, byDefault.userKeysPerMember()),
                limit(component, BOT_KEYS_PER_ORGANIZATION, byDefault.botKeysPerOrganization()),
                new Lifetime(seconds(component, DEFAULT_LIFETIME_USER), seconds(component, DEFAULT_LIFETIME_BOT)),
                new Lifetime(seconds(component, MAXIMUM_LIFETIME_USER), seconds(component, MAXIMUM_LIFETIME_BOT)),
                Optional.ofNullable(seconds(component, MAXIMUM_GRACE_PERIOD)).orElse(byDefault.maximumGracePeriod()),
                new NetworksRequired(
                        component.get(NETWORKS_REQUIRED_USER, false), component.get(NETWORKS_REQUIRED_BOT, false)),
                new ImportedPrefixes(Set.copyOf(values(component, IMPORTED_PREFIXES))),
                Optional.ofNullable(component.get(LEAKED_KEYS))
                        .flatMap(LeakPolicy::of)
                        .orElse(byDefault.leakedKeys()),
                values(component, LEAK_REPORTERS).stream()
                        .map(ApiKeySettingsFactory::reporter)
                        .toList(),
                component.get(EXPIRY_NOTICES, byDefault.expiryNotices()),
                new Lifetime(seconds(component, MAXIMUM_IDLE_TIME_USER), seconds(component, MAXIMUM_IDLE_TIME_BOT)));
    }

    static void write(ApiKeySettings settings, ComponentModel component) {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle(PREFIX, settings.prefix());
        config.putSingle(USER_KEYS_PER_MEMBER, String.valueOf(settings.userKeysPerMember()));
        config.putSingle(BOT_KEYS_PER_ORGANIZATION, String.valueOf(settings.botKeysPerOrganization()));
        put(config, DEFAULT_LIFETIME_USER, settings.defaultLifetime().user());
        put(config, DEFAULT_LIFETIME_BOT, settings.defaultLifetime().bot());
        put(config, MAXIMUM_LIFETIME_USER, settings.maximumLifetime().user());
        put(config, MAXIMUM_LIFETIME_BOT, settings.maximumLifetime().bot());
        put(config, MAXIMUM_GRACE_PERIOD, settings.maximumGracePeriod());
        config.putSingle(
                NETWORKS_REQUIRED_USER,
                String.valueOf(settings.networksRequired().user()));
        config.putSingle(
                NETWORKS_REQUIRED_BOT,
                String.valueOf(settings.networksRequired().bot()));
        settings.importedPrefixes().all().stream().sorted().forEach(prefix -> config.add(IMPORTED_PREFIXES, prefix));
        config.putSingle(LEAKED_KEYS, settings.leakedKeys().text());
        settings.leakReporters()
                .forEach(reporter -> config.add(LEAK_REPORTERS, reporter.id() + SEPARATOR + reporter.publicKey()));
        config.putSingle(EXPIRY_NOTICES, String.valueOf(settings.expiryNotices()));
        put(config, MAXIMUM_IDLE_TIME_USER, settings.maximumIdleTime().user());
        put(config, MAXIMUM_IDLE_TIME_BOT, settings.maximumIdleTime().bot());
        component.setName("settings");
        component.setConfig(config);
    }

    /**
     * All values of a setting, none when it is not set. Not by {@code getList}, which adds an empty list to the configuration:
     * it is in Keycloak's cache, and others read it at the same time.
     */
    private static List<String> values(ComponentModel component, String field) {
        return component.getConfig().getOrDefault(field, List.of());
    }

    private static LeakReporter reporter(String value) {
        int separator = value.indexOf(SEPARATOR);
        return separator < 0
                ? new LeakReporter(value, "")
                : new LeakReporter(value.substring(0, separator), value.substring(separator + 1));
    }

    /** What does not fit an int is out of range like the greatest that does: validation says so. */
    private static int limit(ComponentModel component, String field, int byDefault) {
        String value = component.get(field);
        return value == null ? byDefault : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(value));
    }

    private static @Nullable Duration seconds(ComponentModel component, String field) {
        String value = component.get(field);
        return value == null ? null : Duration.ofSeconds(Long.parseLong(value));
    }

    private static void put(MultivaluedHashMap<String, String> config, String field, @Nullable Duration duration) {
        if (duration != null) {
            config.putSingle(field, String.valueOf(duration.toSeconds()));
        }
    }
}
