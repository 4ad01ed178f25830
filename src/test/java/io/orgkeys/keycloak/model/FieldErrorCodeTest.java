package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FieldErrorCodeTest {

    @Test
    void theCodeInJsonIsInCamelCase() {
        assertThat(FieldErrorCode.REQUIRED.text()).isEqualTo("required");
        assertThat(FieldErrorCode.INVALID_LAST_FOUR.text()).isEqualTo("invalidLastFour");
    }

    @ParameterizedTest
    @EnumSource
    void theTextIsASentenceWithAllParameters(FieldErrorCode code) {
        List<String> params = IntStream.range(0, code.placeholders())
                .mapToObj(i -> "<" + i + ">")
                .toList();
        String detail = code.detail(params);
        assertThat(detail).endsWith(".").doesNotContainPattern("\\{\\d");
        assertThat(params).allSatisfy(param -> assertThat(detail).contains(param));
    }

    @Test
    void noTwoCodesHaveTheSameText() {
        assertThat(Stream.of(FieldErrorCode.values()).map(FieldErrorCode::template))
                .doesNotHaveDuplicates();
    }

    @Test
    void aParameterIsInsertedLiterally() {
        FieldError error = new FieldError("name", FieldErrorCode.UNKNOWN_ACTION, "$1{1}", "\\a, b");
        assertThat(error.detail()).isEqualTo("There is no action \"$1{1}\". Choose from: \\a, b.");
        assertThat(error.params()).containsExactly("$1{1}", "\\a, b");
    }

    @Test
    void theNumberOfParametersIsThatOfTheText() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FieldError("name", FieldErrorCode.TOO_LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> new FieldError("name", FieldErrorCode.REQUIRED, 1));
    }
}
