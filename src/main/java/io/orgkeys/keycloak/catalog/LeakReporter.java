package io.orgkeys.keycloak.catalog;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A trusted sender of reports about leaked secrets, such as a service that scans public repositories.
 *
 * @param id the id of the signing key in the reports: 1 to {@value #MAX_ID_LENGTH} letters, digits, dots, hyphens,
 *     underscores and colons
 * @param publicKey the public key, an EC key on the curve P-256, in X.509 form (RFC 5480 §2) and Base64
 */
public record LeakReporter(String id, String publicKey) {

    static final int MAX_ID_LENGTH = 128;

    /** The regular expression of {@link #id}. */
    static final String ID = "[A-Za-z0-9._:-]{1," + MAX_ID_LENGTH + "}";

    private static final String CURVE = "secp256r1";
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int PEM_LINE_LENGTH = 64;
    private static final int MAX_PEM_LENGTH = 1_000;

    /** The regular expression of a PEM file with a public key (RFC 7468 §13). */
    static final String PEM = BEGIN + "([A-Za-z0-9+/=\\s]+)" + END;

    private static final Pattern PEM_FILE = Pattern.compile(PEM);

    /** Returns the Base64 of the public key in a PEM file, or empty if the text is not such a file. */
    public static Optional<String> ofPem(String pem) {
        String text = pem.strip();
        Matcher file = PEM_FILE.matcher(text);
        return text.length() <= MAX_PEM_LENGTH && file.matches()
                ? Optional.of(file.group(1).replaceAll("\\s", ""))
                : Optional.empty();
    }

    /** Returns the public key as a PEM file (RFC 7468 §13). */
    public String pem() {
        StringBuilder pem = new StringBuilder(BEGIN).append('\n');
        for (int i = 0; i < publicKey.length(); i += PEM_LINE_LENGTH) {
            pem.append(publicKey, i, Math.min(publicKey.length(), i + PEM_LINE_LENGTH))
                    .append('\n');
        }
        return pem.append(END).append('\n').toString();
    }

    /** Returns the public key, or null if it is not an EC key on the curve P-256. */
    public @Nullable PublicKey key() {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            PublicKey key = factory.generatePublic(
                    new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
            return key instanceof ECPublicKey elliptic && isOnCurve(elliptic.getParams()) ? key : null;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isOnCurve(ECParameterSpec parameters) throws GeneralSecurityException {
        AlgorithmParameters known = AlgorithmParameters.getInstance("EC");
        known.init(new ECGenParameterSpec(CURVE));
        ECParameterSpec curve = known.getParameterSpec(ECParameterSpec.class);
        return parameters.getCurve().equals(curve.getCurve())
                && parameters.getGenerator().equals(curve.getGenerator())
                && parameters.getOrder().equals(curve.getOrder());
    }

    boolean isValid() {
        return id.matches(ID) && key() != null;
    }
}
