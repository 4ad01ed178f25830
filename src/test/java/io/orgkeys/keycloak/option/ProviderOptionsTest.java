package io.orgkeys.keycloak.option;

import java.util.Map;
import java.util.Properties;

import org.keycloak.Config;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProviderOptionsTest {

    private static final ProviderOptions OPTIONS = ProviderOptions.of("kitchen", "oven")
            .number("degrees", 180, 250, "How hot.")
            .flag("fan", true, "Whether it blows.");

    @Test
    void whatNobodySetsHasItsDefault() {
        for (OptionValues values : new OptionValues[] {OPTIONS.defaults(), OPTIONS.read(set(Map.of()))}) {
            assertThat(values.number("degrees")).isEqualTo(180);
            assertThat(values.flag("fan")).isTrue();
        }
    }

    @Test
    void whatIsSetCounts() {
        OptionValues values = OPTIONS.read(set(Map.of("degrees", "250", "fan", "false")));
        assertThat(values.number("degrees")).isEqualTo(250);
        assertThat(values.flag("fan")).isFalse();
        assertThat(values.shown())
                .containsEntry("degrees", "250")
                .containsEntry("fan", "false")
                .containsOnlyKeys("version", "degrees", "fan");
    }

    @Test
    void aNumberOutOfRangeIsRefusedInWords() {
        for (String number : new String[] {"0", "-1", "251"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OPTIONS.read(set(Map.of("degrees", number))))
                    .withMessage("The option spi-kitchen--oven--degrees must be between 1 and 250.");
        }
    }

    @Test
    void whatIsNotDeclaredCannotBeRead() {
        OptionValues values = OPTIONS.read(set(Map.of("timer", "5")));
        assertThatIllegalArgumentException().isThrownBy(() -> values.number("timer"));
        assertThat(values.shown()).doesNotContainKey("timer");
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
