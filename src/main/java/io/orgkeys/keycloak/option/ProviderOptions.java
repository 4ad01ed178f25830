package io.orgkeys.keycloak.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

import org.jspecify.annotations.Nullable;

/** What can be set of a provider. Nothing else can be read: what is declared is complete. */
public final class ProviderOptions {

    private final String provider;
    private final List<Option> options;

    /** One option: what it is called, what it is for, and what it is when nobody sets it. */
    private sealed interface Option permits WholeNumber, Flag, NameList, SecretOfName {
        String name();

        String help();

        String type();

        Object byDefault();

        /** As administrators see it, null where it is not set. */
        default @Nullable Object shownDefault() {
            return byDefault();
        }

        /** The value that is set, or the default. */
        Object read(Config.Scope config, String provider);
    }

    private record WholeNumber(String name, Integer byDefault, int most, String purpose) implements Option {

        @Override
        public String help() {
            return purpose + " From 1 to " + most + ".";
        }

        @Override
        public String type() {
            return "int";
        }

        @Override
        public Object read(Config.Scope config, String provider) {
            int value = config.getInt(name, byDefault);
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        "The option " + provider + "--" + name + " must be between 1 and " + most + ".");
            }
            return value;
        }
    }

    private record Flag(String name, Boolean byDefault, String help) implements Option {

        @Override
        public String type() {
            return ProviderConfigProperty.BOOLEAN_TYPE;
        }

        @Override
        public Object read(Config.Scope config, String provider) {
            return config.getBoolean(name, byDefault);
        }
    }

    private record NameList(String name, String first, String help) implements Option {

        @Override
        public String type() {
            return ProviderConfigProperty.STRING_TYPE;
        }

        @Override
        public Object byDefault() {
            return new Names(List.of(first));
        }

        @Override
        public Object read(Config.Scope config, String provider) {
            String list = config.get(name);
            return list == null ? byDefault() : Names.parse(list, provider + "--" + name);
        }
    }

    /** @param of the list whose names have a secret each */
    private record SecretOfName(String prefix, NameList of, String help) implements Option {

        @Override
        public String name() {
            return prefix + "<id>";
        }

        @Override
        public String type() {
            return ProviderConfigProperty.PASSWORD;
        }

        @Override
        public Object byDefault() {
            return new Secrets(Map.of());
        }

        @Override
        public @Nullable Object shownDefault() {
            return null;
        }

        @Override
        public Object read(Config.Scope config, String provider) {
            Map<String, String> secrets = new LinkedHashMap<>();
            for (String name : ((Names) of.read(config, provider)).all()) {
                String secret = config.get(prefix + name);
                if (secret != null) {
                    secrets.put(name, secret);
                }
            }
            return new Secrets(secrets);
        }
    }

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
        return with(new WholeNumber(name, byDefault, most, purpose));
    }

    /** These, and something to switch on or off. */
    public ProviderOptions flag(String name, boolean byDefault, String help) {
        return with(new Flag(name, byDefault, help));
    }

    /**
     * These, and a list of names, and with each of the names an option for its secret, which is never shown.
     *
     * @param first the one name in the list that nobody has set
     * @param prefix what the options of the secrets begin with, before the name
     */
    public ProviderOptions secrets(String list, String first, String help, String prefix, String helpOfSecret) {
        NameList names = new NameList(list, first, help);
        return with(names).with(new SecretOfName(prefix, names, helpOfSecret));
    }

    private ProviderOptions with(Option option) {
        return new ProviderOptions(
                provider, Stream.concat(options.stream(), Stream.of(option)).toList());
    }

    /** For Keycloak, and for the test that compares this with the documentation. */
    public List<ProviderConfigProperty> declared() {
        ProviderConfigurationBuilder declared = ProviderConfigurationBuilder.create();
        for (Option option : options) {
            declared.property()
                    .name(option.name())
                    .type(option.type())
                    .helpText(option.help())
                    .defaultValue(option.shownDefault())
                    .secret(option.type().equals(ProviderConfigProperty.PASSWORD))
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
        options.forEach(option -> values.put(option.name(), option.read(config, provider)));
        return new OptionValues(values);
    }
}
