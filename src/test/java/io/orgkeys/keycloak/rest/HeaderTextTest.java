package io.orgkeys.keycloak.rest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderTextTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '`',
            value = {
                "alice,alice",
                "bot:CI 2,bot:CI 2",
                "~!#$&'()*+/:;=?@[]\"\\,~!#$&'()*+/:;=?@[]\"\\",
                "100%,100%25",
                "%41,%2541",
                "Grüße,Gr%C3%BC%C3%9Fe",
                "名,%E5%90%8D",
                "🔑,%F0%9F%94%91",
                "`a\r\nX-Auth-Subject: root`,a%0D%0AX-Auth-Subject: root",
                "a\u007f\0b,a%7F%00b",
            })
    void percentEncodesEverythingButVisibleAscii(String text, String header) {
        assertThat(HeaderText.encode(text)).isEqualTo(header);
    }
}
