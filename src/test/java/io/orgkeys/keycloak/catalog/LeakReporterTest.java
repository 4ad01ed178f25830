package io.orgkeys.keycloak.catalog;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeakReporterTest {

    private static final String P256 = encoded("secp256r1");

    @Test
    void returnsThePublicKeyAsPem() {
        LeakReporter reporter = new LeakReporter("scanner", P256);
        assertThat(reporter.pem()).startsWith("-----BEGIN PUBLIC KEY-----\n").endsWith("-----END PUBLIC KEY-----\n");
        assertThat(reporter.pem().lines()).allMatch(line -> line.length() <= 64);
        assertThat(LeakReporter.ofPem(reporter.pem())).contains(P256);
        assertThat(LeakReporter.ofPem("\r\n" + reporter.pem().replace("\n", "\r\n")))
                .contains(P256);
        assertThat(reporter.isValid()).isTrue();
    }

    @Test
    void refusesAnythingButAP256PublicKey() throws GeneralSecurityException {
        String rsa = Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("RSA")
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded());
        for (String other :
                new String[] {encoded("secp384r1"), rsa, "", "AAAA", "not base64!", P256.substring(4), P256 + "AAAA"}) {
            assertThat(new LeakReporter("scanner", other).isValid()).as(other).isFalse();
        }
        assertThat(LeakReporter.ofPem("")).isEmpty();
        assertThat(LeakReporter.ofPem(P256)).isEmpty();
        assertThat(LeakReporter.ofPem("-----BEGIN PUBLIC KEY-----")).isEmpty();
        assertThat(LeakReporter.ofPem(new LeakReporter("scanner", P256.repeat(20)).pem()))
                .isEmpty();
    }

    @Test
    void refusesAnIdThatIsUnsafeInLogsAndHeaders() {
        assertThat(new LeakReporter("a.b-c_d:E9", P256).isValid()).isTrue();
        assertThat(new LeakReporter("x".repeat(128), P256).isValid()).isTrue();
        for (String id : new String[] {"", " ", "a b", "a\nb", "ä", "x".repeat(129), "<b>"}) {
            assertThat(new LeakReporter(id, P256).isValid()).as(id).isFalse();
        }
    }

    static String encoded(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
