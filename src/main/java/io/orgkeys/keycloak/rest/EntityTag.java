package io.orgkeys.keycloak.rest;

import java.util.Optional;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.RequestRefusal;
import org.jspecify.annotations.Nullable;

/** The strong entity tag of a version of a key (RFC 9110 §8.8.3). */
final class EntityTag {

    private EntityTag() {}

    static String of(ApiKey key) {
        return "\"" + key.audit().version() + "\"";
    }

    /**
     * Refuses a change that is not based on the current version of the key.
     *
     * @param ifMatch the If-Match header (RFC 9110 §13.1.1), or null
     * @param version the version in the body, on which the change is based
     */
    static void require(ApiKey key, @Nullable String ifMatch, Optional<Long> version) {
        boolean otherTag = ifMatch != null
                && Stream.of(ifMatch.split(","))
                        .map(String::strip)
                        .noneMatch(tag -> tag.equals("*") || tag.equals(of(key)));
        if (otherTag
                || version.filter(number -> number != key.audit().version()).isPresent()) {
            throw RequestRefusal.STALE_VERSION.exception();
        }
    }
}
