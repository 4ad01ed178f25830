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

/** What can be set of a provider. Nothing else can be read: what is declared is complete. */
public final class ProviderOptions {

    private final String provider;
    private final List<Option> options;

    /**
     * One option.
     *
     * @param byDefault the value that holds when nobody sets it
     * @param reader reads the value that is set, or the default
     */
    private record Option(
            String name, String type, Object byDefault, String help, Function<Config.Scope, Object> reader) {}

    private ProviderOptions(String provider, List<Option> options) {
        this.provider = provider;
        this.options = options;
    }

    /** None yet. */
    public static ProviderOptions of(String spi, String provider) {
        return new ProviderOptions("spi-" + spi + "--" + provider, List.of());
    }

    /**
     * These, and a whole number.
     *
     * @param most the least is 1
     * @param purpose a sentence for administrators
     */
    public ProviderOptions number(String name, int byDefault, int most, String purpose) {
        return with(new Option(name, "int", byDefault, purpose + " From 1 to " + most + ".", config -> {
            int value = config.getInt(name, byDefault);
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        "The option " + provider + "--" + name + " must be between 1 and " + most + ".");
            }
            return value;
        }));
    }

    /** These, and something to switch on or off. */
    public ProviderOptions flag(String name, boolean byDefault, String help) {
        return with(new Option(
                name,
                ProviderConfigProperty.BOOLEAN_TYPE,
                byDefault,
                help,
                config -> config.getBoolean(name, byDefault)));
    }

    /**
     * These, and a list of names, and with each of the names an option for its secret, which is never shown.
     *
     * @param first the one name in the list that nobody has set
     * @param prefix what the options of the secrets begin with, before the name
     */
    public ProviderOptions secrets(String list, String first, String help, String prefix, String helpOfSecret) {
        Names byDefault = new Names(List.of(first));
        Function<Config.Scope, Names> names = config -> {
            String set = config.get(list);
            return set == null ? byDefault : Names.parse(set, provider + "--" + list);
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

    /** For Keycloak, and for the test that compares this with the documentation. */
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

    /** What holds when nobody sets anything. */
    public OptionValues defaults() {
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach(option -> values.put(option.name(), option.byDefault()));
        return new OptionValues(values);
    }

    /**
     * What holds on this server.
     *
     * @throws IllegalArgumentException when a value is out of range, in words for who set it: the server does not start
     */
    public OptionValues read(Config.Scope config) {
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach(option -> values.put(option.name(), option.reader().apply(config)));
        return new OptionValues(values);
    }
}
