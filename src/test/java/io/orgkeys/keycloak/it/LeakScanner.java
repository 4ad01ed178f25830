package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Acts as a scanner of public repositories that reports leaked secrets in the format of GitHub. */
public final class LeakScanner {

    static final String URL = "https://example.com/octocat/hello/blob/main/.env";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public final String id;
    private final KeyPair keys;

    public LeakScanner(String id) {
        this.id = id;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Registers this scanner as the only leak reporter of the realm. */
    public LeakScanner register(TestRealm realm) {
        realm.changeSettings(Map.of("leakReporters", List.of(Map.of("id", id, "publicKey", pem()))));
        return this;
    }

    public String pem() {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
    }

    String sign(String body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Answer report(TestRealm realm, String... secrets) {
        return send(realm, found(secrets));
    }

    Answer send(TestRealm realm, String body) {
        return request(realm, body).send();
    }

    Http request(TestRealm realm, String body) {
        return request(realm, body, id, sign(body));
    }

    static Http request(TestRealm realm, String body, String id, String signature) {
        return Http.post(realm.url("/api-keys/leaks"))
                .header("Github-Public-Key-Identifier", id)
                .header("Github-Public-Key-Signature", signature)
                .json(body);
    }

    /** Returns a report about these secrets. */
    static String found(String... secrets) {
        return json(Stream.of(secrets)
                .map(secret -> Map.of("token", secret, "type", "acme_api_key", "url", URL, "source", "content"))
                .toList());
    }

    static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
