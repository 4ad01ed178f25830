package io.orgkeys.keycloak.rest.admin;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.SecretDigest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key of an import, which another system issued. */
record ImportedKey(
        @JsonUnwrapped KeyCreation creation,

        @Schema(pattern = "^[0-9a-fA-F]{64}$", description = "SHA-256 of the whole secret, in hexadecimal")
        String sha256,

        @Schema(minLength = 4, maxLength = 4, description = "The last four characters of the secret")
        Optional<String> lastFour,

        @Schema(nullable = true, description = "The time when the secret was issued. Default: now")
        Optional<Instant> createdAt) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern LAST_FOUR = Pattern.compile("[!-~]{4}");

    static boolean isSha256(String text) {
        return SHA_256.matcher(text).matches();
    }

    void check(FieldErrors errors) {
        if (!errors.has("sha256") && !isSha256(sha256)) {
            errors.add("sha256", FieldErrorCode.INVALID_SHA256);
        }
        if (lastFour.filter(text -> !LAST_FOUR.matcher(text).matches()).isPresent()) {
            errors.add("lastFour", FieldErrorCode.INVALID_LAST_FOUR);
        }
        creation.checkOwner(errors);
    }

    /**
     * Returns the digest, with question marks in place of the last four characters of the secret if they are unknown.
     */
    SecretDigest digest() {
        return new SecretDigest(sha256.toLowerCase(Locale.ROOT), lastFour.orElse("????"));
    }
}
