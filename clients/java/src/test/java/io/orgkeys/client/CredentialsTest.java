package io.orgkeys.client;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTest {

    private static final String DIGEST = "Digest username=\"a\", realm=\"b\"";

    @Test
    void readsOneKey() {
        assertThat(Credentials.of(List.of(" key\t"), List.of()).secret()).isEqualTo("key");
        assertThat(Credentials.of(List.of(), List.of("Bearer key")).secret()).isEqualTo("key");
        assertThat(Credentials.of(List.of(), List.of("bEARER  key")).secret()).isEqualTo("key");
    }

    @Test
    void ignoresOtherSchemes() {
        for (String header : List.of("", "Bearer", "Bearer ", "key", "Basic a2V5", "ApiKey key", "Bearerkey", DIGEST)) {
            assertThat(Credentials.of(List.of(), List.of(header)).areMissing())
                    .as(header)
                    .isTrue();
        }
        assertThat(Credentials.of(List.of(), List.of()).areMissing()).isTrue();
        assertThat(Credentials.of(List.of(" "), List.of()).areMissing()).isTrue();
    }

    @Test
    void refusesSeveralCredentials() {
        assertThat(Credentials.of(List.of("a", "a"), List.of()).areAmbiguous()).isTrue();
        assertThat(Credentials.of(List.of(), List.of("Bearer a", "Bearer a")).areAmbiguous())
                .isTrue();
        assertThat(Credentials.of(List.of("a"), List.of("Basic a2V5")).areAmbiguous())
                .isTrue();
        assertThat(Credentials.of(List.of("a, b"), List.of()).areAmbiguous()).isTrue();
        assertThat(Credentials.of(List.of(), List.of("Bearer a, Bearer b")).areAmbiguous())
                .isTrue();
    }

    @Test
    void doesNotPrintTheKey() {
        assertThat(Credentials.of(List.of("a-secret-key"), List.of())).hasToString("a key");
    }
}
