package io.orgkeys.keycloak.representation;

import java.io.IOException;
import java.util.Optional;

import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.Permissions;

/** Fuzzes tokens: our claim is read completely or ignored, whatever a token contains under the name of this claim. */
class ApiKeyClaimFuzzTest {

    @DictionaryEntries({
        "{\"api_key\":{", "\"id\":\"1\"", "\"type\":\"bot\"", "\"secret_issued_at\":\"2026-11-23T08:00:00.123Z\"",
        "+1000000000-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "[]", "null"
    })
    @FuzzTest
    void readsAClaimAsItWasWritten(byte[] bytes) throws IOException {
        AccessToken token;
        try {
            token = JsonSerialization.readValue(bytes, AccessToken.class);
        } catch (IOException | IllegalArgumentException e) {
            // not a token: Keycloak refuses it before our code runs
            return;
        }
        if (token == null) {
            return;
        }
        Optional<ApiKeyClaim> claim = ApiKeyClaim.of(token);
        if (claim.isPresent()) {
            AccessToken again = new AccessToken();
            claim.get().putInto(again, Permissions.none(), Attributes.NONE);
            AccessToken read =
                    JsonSerialization.readValue(JsonSerialization.writeValueAsBytes(again), AccessToken.class);
            if (!ApiKeyClaim.of(read).equals(claim)) {
                throw new AssertionError("The claim changes when it is written and read again");
            }
        }
    }
}
