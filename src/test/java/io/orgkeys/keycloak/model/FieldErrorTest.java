package io.orgkeys.keycloak.model;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class FieldErrorTest {

    private static final String SECRET = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    @Test
    void showsAnOrdinaryNameButNotASecret() {
        assertThat(FieldError.shown("botKeysPerOrganizatoin")).isEqualTo("botKeysPerOrganizatoin");
        assertThat(FieldError.shown(SECRET)).isEqualTo("kc_bot_01234...");
        // the minimum length of an imported secret
        assertThat(FieldError.shown("0123456789abcdefghijklmn")).isEqualTo("0123456789ab...");
        assertThat(FieldError.shown("x".repeat(1_000_000))).hasSize(15);
    }

    @Test
    void replacesLineBreaksAndInvisibleCharacters() {
        assertThat(FieldError.shown("a\r\nb\u2028\u202e\ud800\ud83d\ude00 c")).isEqualTo("a??b?????c");
    }

    @Test
    void reportsAtMost100Errors() {
        FieldErrors errors = new FieldErrors();
        for (int i = 0; i < 100_000; i++) {
            errors.add("field" + i, FieldErrorCode.UNKNOWN_FIELD);
        }
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, errors::throwIfAny);
        List<FieldError> errorsReported = refusal.errors();
        assertThat(errorsReported).hasSize(100);
        assertThat(errorsReported.get(0).field()).isEqualTo("field0");
    }
}
