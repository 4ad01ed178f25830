package io.orgkeys.keycloak.representation;

import java.io.IOException;
import java.util.Optional;

import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.model.Permissions;

/** Whatever somebody else's tokens have under the name of our claim: it is ours, or nothing. */
class ApiKeyClaimFuzzTest {

    @DictionaryEntries({
        "{\"api_key\":{", "\"id\":\"1\"", "\"type\":\"bot\"", "\"secret_issued_at\":\"2026-11-23T08:00:00.123Z\"",
        "+1000000000-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "[]", "null"
    })
    @FuzzTest
    void aClaimIsReadAsItWasWritten(byte[] bytes) throws IOException {
        AccessToken token;
        try {
            token = JsonSerialization.readValue(bytes, AccessToken.class);
        } catch (IOException | IllegalArgumentException e) {
            // no token: Keycloak refuses it before we see it
            return;
        }
        if (token == null) {
            return;
        }
        Optional<ApiKeyClaim> claim = ApiKeyClaim.of(token);
        if (claim.isPresent()) {
            AccessToken again = new AccessToken();
            claim.get().putInto(again, Permissions.none());
            AccessToken read =
                    JsonSerialization.readValue(JsonSerialization.writeValueAsBytes(again), AccessToken.class);
            if (!ApiKeyClaim.of(read).equals(claim)) {
                throw new AssertionError("Written and read again it is another");
            }
        }
    }
}
