package io.orgkeys.keycloak.secret;

import io.orgkeys.keycloak.model.SecretDigest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeySecretTest {

    private static final String KNOWN = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";

    @Test
    void theDigestIsTheSha256OfTheWholeSecretInHexadecimal() {
        // printf %s kc_bot_… | sha256sum
        assertThat(new ApiKeySecret(KNOWN).digest())
                .isEqualTo(
                        new SecretDigest("dd0ae1ac6c0eee95649f50d9bcc0736a254d9a792380ad1229711e8eb30e1c20", "UuSC"));
    }

    @Test
    void onlyRevealReturnsTheSecret() {
        ApiKeySecret secret = new ApiKeySecret(KNOWN);
        assertThat(secret.reveal()).isEqualTo(KNOWN);
        assertThat(secret).hasToString("ApiKeySecret[redacted]");
        assertThat("created " + secret).doesNotContain("0123456789");
    }

    @Test
    void theDigestDoesNotContainTheSecret() {
        assertThat(new ApiKeySecret(KNOWN).digest().toString()).doesNotContain("0123456789");
    }
}
