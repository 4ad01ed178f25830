package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exported example realm, which the README describes and the tests import. */
public final class ExampleRealm {

    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern REALM = Pattern.compile("\"realm\"\\s*:\\s*\"([^\"]+)\"");

    /**
     * The private key with which test realms sign tokens, in the format PKCS #8, which Keycloak requires. The tokens of
     * two realms with this key still differ in the issuer.
     */
    private static final String SIGNING_KEY = newSigningKey();

    private ExampleRealm() {}

    public static String json() {
        try {
            return Files.readString(Path.of("realm-export.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the exported realm with a signing key. Otherwise Keycloak would generate one, which takes a second on a
     * slow machine.
     */
    static String jsonWithKey() {
        return json().replaceFirst(
                        "\"components\"\\s*:\\s*\\{",
                        "\"components\":{\"org.keycloak.keys.KeyProvider\":["
                                + "{\"name\":\"rsa\",\"providerId\":\"rsa\",\"config\":{\"privateKey\":[\""
                                + SIGNING_KEY
                                + "\"],\"priority\":[\"100\"]}},"
                                + "{\"name\":\"hmac\",\"providerId\":\"hmac-generated\",\"config\":{\"algorithm\":[\"HS512\"]}},"
                                + "{\"name\":\"aes\",\"providerId\":\"aes-generated\",\"config\":{}}],");
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns an exported realm with another name and new ids. */
    public static String renamed(String name, String export) {
        Matcher realm = REALM.matcher(export);
        if (!realm.find()) {
            throw new IllegalArgumentException("No exported realm: " + export);
        }
        Map<String, String> ids = new HashMap<>();
        return UUIDS.matcher(export)
                .replaceAll(match -> ids.computeIfAbsent(
                        match.group(), id -> UUID.randomUUID().toString()))
                .replace(realm.group(), "\"realm\":\"" + name + "\"")
                .replace("default-roles-" + realm.group(1), "default-roles-" + name);
    }
}
