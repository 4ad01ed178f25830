package io.orgkeys.keycloak.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** What can be set of a provider. Nothing else can be read: what is declared is complete. */
public final class ProviderOptions {

    private final String provider;
    private final List<Option> options;

    /** One option: what it is called, what it is for, and what it is when nobody sets it. */
    private sealed interface Option permits WholeNumber, Flag {
        String name();

        String help();

        String type();

        Object byDefault();

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
                    .defaultValue(option.byDefault())
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
