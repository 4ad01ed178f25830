package io.orgkeys.keycloak.rest.leak;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

import io.orgkeys.keycloak.catalog.LeakReporter;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a report: ECDSA on the curve P-256 with SHA-256 (FIPS 186-5 §6), in DER (RFC 3279 §2.2.3) and
 * Base64.
 */
final class ReportSignature {

    /** The maximum length in characters. The longest signature has 72 bytes. */
    private static final int MAX_LENGTH = 96;

    private static final String ALGORITHM = "SHA256withECDSA";

    private final byte[] bytes;

    private ReportSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the signature, or null if the text cannot be a signature. The request is then refused before its body is
     * read.
     */
    static @Nullable ReportSignature parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return new ReportSignature(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns whether the reporter signed exactly these bytes. */
    boolean isOf(LeakReporter reporter, byte[] body) {
        PublicKey key = reporter.key();
        if (key == null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(body);
            return verifier.verify(bytes);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
