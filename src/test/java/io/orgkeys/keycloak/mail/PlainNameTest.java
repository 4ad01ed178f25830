package io.orgkeys.keycloak.mail;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainNameTest {

    @Test
    void keepsOrdinaryNames() {
        for (String name : new String[] {"Build server 2 (CI)", "Büro-Laptop_1", "ラップトップ", "मेरी चाबी", "A"}) {
            assertThat(PlainName.of(name)).isEqualTo(name);
        }
    }

    @Test
    void replacesLinksMarkupAndPlaceholders() {
        assertThat(PlainName.of("https://evil.example/login")).isEqualTo("https___evil_example_login");
        assertThat(PlainName.of("mail@evil.example")).isEqualTo("mail_evil_example");
        assertThat(PlainName.of("${user.email} {0} ''")).isEqualTo("__user_email_ _0_ __");
        assertThat(PlainName.of("<a href=\"x\">&amp;")).isEqualTo("_a href__x___amp_");
        assertThat(PlainName.of("a\r\nBcc: b\u0000\u202ec\u200bd")).isEqualTo("a__Bcc_ b__c_d");
    }
}
