package io.orgkeys.keycloak.representation;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.service.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * The key that a secret belongs to, in JSON.
 *
 * @param formerSecret missing if the secret is the current one of the key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LookedUpKeyRepresentation(
        @JsonUnwrapped ApiKeyRepresentation key, @Nullable FormerSecret formerSecret) {

    /**
     * A secret that a rotation replaced.
     *
     * @param issuedAt when the secret was issued
     * @param endsAt when the secret stops working, or stopped working
     */
    public record FormerSecret(String issuedAt, String endsAt) {}

    public static LookedUpKeyRepresentation ofCurrent(KeyState state) {
        return new LookedUpKeyRepresentation(ApiKeyRepresentation.of(state), null);
    }

    public static LookedUpKeyRepresentation ofFormer(KeyState state, Instant issuedAt, Instant endsAt) {
        return new LookedUpKeyRepresentation(
                ApiKeyRepresentation.of(state), new FormerSecret(issuedAt.toString(), endsAt.toString()));
    }
}
