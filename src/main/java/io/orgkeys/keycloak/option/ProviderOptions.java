package io.orgkeys.keycloak.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The declarations of a provider's options. Only declared options can be read. */
public final class ProviderOptions {

    private final String provider;
    private final List<Option> options;

    /**
     * One option.
     *
     * @param byDefault the value if the option is not set
     * @param reader reads the configured value, or the default
     */
    private record Option(
            String name, String type, Object byDefault, String help, Function<Config.Scope, Object> reader) {}

    private ProviderOptions(String provider, List<Option> options) {
        this.provider = provider;
        this.options = options;
    }

    /** Returns an empty list of declarations. */
    public static ProviderOptions of(String spi, String provider) {
        return new ProviderOptions("spi-" + spi + "--" + provider, List.of());
    }

    /**
     * Adds the declaration of a whole number.
     *
     * @param max the maximum; the minimum is 1
     * @param purpose a sentence for administrators
     */
    public ProviderOptions number(String name, int byDefault, int max, String purpose) {
        return with(new Option(name, "int", byDefault, purpose + " From 1 to " + max + ".", config -> {
            int value = config.getInt(name, byDefault);
            if (value < 1 || value > max) {
                throw new IllegalArgumentException(
                        "The option " + provider + "--" + name + " must be between 1 and " + max + ".");
            }
            return value;
        }));
    }

    /** Adds the declaration of a Boolean option. */
    public ProviderOptions flag(String name, boolean byDefault, String help) {
        return with(new Option(
                name,
                ProviderConfigProperty.BOOLEAN_TYPE,
                byDefault,
                help,
                config -> config.getBoolean(name, byDefault)));
    }

    /**
     * Adds the declarations of a list of names, and of an option for the secret of each name. The secrets are never
     * shown.
     *
     * @param defaultName the only name in the list if the list is not set
     * @param prefix the beginning of the names of the options for secrets. The name from the list follows it
     */
    public ProviderOptions secrets(String list, String defaultName, String help, String prefix, String helpOfSecret) {
        Names byDefault = new Names(List.of(defaultName));
        Function<Config.Scope, Names> names = config -> {
            String configured = config.get(list);
            return configured == null ? byDefault : Names.parse(configured, provider + "--" + list);
        };
        return with(new Option(list, ProviderConfigProperty.STRING_TYPE, byDefault, help, names::apply))
                .with(new Option(
                        prefix + "<id>",
                        ProviderConfigProperty.PASSWORD,
                        new Secrets(Map.of()),
                        helpOfSecret,
                        config -> secrets(prefix, names.apply(config).all(), config)));
    }

    private static Secrets secrets(String prefix, List<String> names, Config.Scope config) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String name : names) {
            String secret = config.get(prefix + name);
            if (secret != null) {
                secrets.put(name, secret);
            }
        }
        return new Secrets(secrets);
    }

    private ProviderOptions with(Option option) {
        return new ProviderOptions(
                provider, Stream.concat(options.stream(), Stream.of(option)).toList());
    }

    /** Returns the declarations for Keycloak, and for the test that compares them with the documentation. */
    public List<ProviderConfigProperty> declared() {
        ProviderConfigurationBuilder declared = ProviderConfigurationBuilder.create();
        for (Option option : options) {
            boolean secret = option.type().equals(ProviderConfigProperty.PASSWORD);
            declared.property()
                    .name(option.name())
                    .type(option.type())
                    .helpText(option.help())
                    .defaultValue(secret ? null : option.byDefault())
                    .secret(secret)
                    .add();
        }
        return new ArrayList<>(declared.build());
    }

    /** Returns the default values. */
    public OptionValues defaults() {
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach(option -> values.put(option.name(), option.byDefault()));
        return new OptionValues(values);
    }

    /**
     * Reads the values of this server.
     *
     * @throws IllegalArgumentException if a value is invalid, with a message for the operator. Keycloak then does not
     *     start.
     */
    public OptionValues read(Config.Scope config) {
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach(option -> values.put(option.name(), option.reader().apply(config)));
        return new OptionValues(values);
    }
}
