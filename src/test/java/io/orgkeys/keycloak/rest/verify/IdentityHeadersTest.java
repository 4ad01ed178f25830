package io.orgkeys.keycloak.rest.verify;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "a:b c:d, 7, a:b c:d",
        "a:b c:d, 6, a:b",
        "a:b c:d, 4, a:b",
        "a:b c:d, 3, a:b",
        "a:b c:d, 2, ''",
        "a:b c:d, 0, ''",
        "a:b c:d, -5, ''",
        "'', 0, ''",
        "'', -1, ''",
    })
    void aScopeIsCutAfterAWholePermission(String scope, int room, String beginning) {
        assertThat(IdentityHeaders.beginning(scope, room)).isEqualTo(beginning);
    }
}
