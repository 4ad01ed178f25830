package io.orgkeys.keycloak.option;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProviderOptionsTest {

    private static final ProviderOptions OPTIONS = ProviderOptions.of("kitchen", "oven")
            .number("degrees", 180, 250, "How hot.")
            .flag("fan", true, "Whether it blows.");

    @Test
    void anOptionThatIsNotSetHasItsDefault() {
        for (OptionValues values : new OptionValues[] {OPTIONS.defaults(), OPTIONS.read(set(Map.of()))}) {
            assertThat(values.number("degrees")).isEqualTo(180);
            assertThat(values.flag("fan")).isTrue();
        }
    }

    @Test
    void readsTheConfiguredValues() {
        OptionValues values = OPTIONS.read(set(Map.of("degrees", "250", "fan", "false")));
        assertThat(values.number("degrees")).isEqualTo(250);
        assertThat(values.flag("fan")).isFalse();
        assertThat(values.shown())
                .containsEntry("degrees", "250")
                .containsEntry("fan", "false")
                .containsOnlyKeys("version", "degrees", "fan");
    }

    @Test
    void refusesANumberOutOfRange() {
        for (String number : new String[] {"0", "-1", "251"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OPTIONS.read(set(Map.of("degrees", number))))
                    .withMessage("The option spi-kitchen--oven--degrees must be between 1 and 250.");
        }
    }

    @Test
    void refusesToReadAnUndeclaredOption() {
        OptionValues values = OPTIONS.read(set(Map.of("timer", "5")));
        assertThatIllegalArgumentException().isThrownBy(() -> values.number("timer"));
        assertThat(values.shown()).doesNotContainKey("timer");
    }

    @Test
    void keepsTheOrderOfAList() {
        ProviderOptions options = spices();
        assertThat(options.defaults().names("spices")).containsExactly("salt");
        assertThat(options.read(set(Map.of())).names("spices")).containsExactly("salt");
        OptionValues values = options.read(set(Map.of("spices", "curry2 , salt,1")));
        assertThat(values.names("spices")).containsExactly("curry2", "salt", "1");
        assertThat(values.shown()).containsEntry("spices", "curry2, salt, 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "a,",
                "a,,b",
                "a,a",
                "A",
                "a b",
                "a-b",
                "ä",
                "a;b",
                "12345678901234567",
                "a,b,c,d,e,f,g,h,i"
            })
    void refusesAnInvalidList(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spices().read(set(Map.of("spices", list))))
                .withMessageStartingWith(
                        "The option spi-kitchen--oven--spices must be a list of 1 to 8 different names");
    }

    @Test
    void readsASecretForEachNameAndNeverShowsIt() {
        OptionValues values =
                spices().read(set(Map.of("spices", "a,b,c", "spice-a", "4711", "spice-c", "", "spice-d", "no")));
        assertThat(values.secrets("spice-")).containsExactlyEntriesOf(new TreeMap<>(Map.of("a", "4711", "c", "")));
        assertThat(values.shown()).containsEntry("spice-<id>", "set for a, c");
        assertThat(values.shown().toString()).doesNotContain("4711");
        assertThat(spices().read(set(Map.of())).shown()).containsEntry("spice-<id>", "not set");
        assertThat(spices().declared())
                .filteredOn(ProviderConfigProperty::isSecret)
                .extracting(ProviderConfigProperty::getName)
                .containsExactly("spice-<id>");
    }

    private static ProviderOptions spices() {
        return ProviderOptions.of("kitchen", "oven").secrets("spices", "salt", "Which.", "spice-", "How much.");
    }

    private static Config.Scope set(Map<String, String> options) {
        Properties properties = new Properties();
        properties.putAll(options);
        return new Config.SystemPropertiesScope("") {
            @Override
            public String get(String key) {
                return properties.getProperty(key);
            }
        };
    }
}
