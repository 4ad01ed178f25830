package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that set the content of a key. Missing fields do not change; null clears an optional text and
 * the expiry. The annotations describe the creation of a key. In an update, no field is required or has a default.
 */
public record SentContent(
        @Schema(required = true, minLength = 1, maxLength = KeyTexts.NAME_LENGTH)
        PatchField<String> name,

        @Schema(nullable = true, maxLength = KeyTexts.DESCRIPTION_LENGTH)
        PatchField<String> description,

        @Schema(ref = "Permissions") Optional<Permissions> permissions,
        @Schema(ref = "Networks") Optional<List<String>> allowedNetworks,
        @Schema(ref = "Attributes") Optional<Map<String, List<String>>> attributes,
        @Schema(defaultValue = "true") Optional<Boolean> enabled,
        @Schema(nullable = true) PatchField<Instant> expiresAt) {

    /** Returns the content with the fields of the request. */
    ApiKeyContent applyTo(ApiKeyContent current, FieldErrors errors) {
        KeyTexts texts = current.texts();
        return new ApiKeyContent(
                new KeyTexts(name.or(texts.name(), "").strip(), text(description, texts.description())),
                permissions.orElse(current.granted()),
                allowedNetworks
                        .map(sent -> Networks.parse(sent, "allowedNetworks", errors))
                        .orElse(current.networks()),
                attributes
                        .map(sent -> Attributes.parse(sent, "attributes", errors))
                        .orElse(current.attributes()),
                enabled.orElse(current.enabled()),
                expiresAt.or(current.expiresAt()));
    }

    private static @Nullable String text(PatchField<String> field, @Nullable String current) {
        String sent = field.value();
        return !field.given() ? current : sent == null || sent.isBlank() ? null : sent.strip();
    }
}
