package io.orgkeys.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The key or the access token in the headers of a request. */
public final class Credentials {

    private static final String BEARER = "bearer ";

    private final @Nullable String secret;
    private final boolean ambiguous;

    private Credentials(@Nullable String secret, boolean ambiguous) {
        this.secret = secret;
        this.ambiguous = ambiguous;
    }

    /**
     * Reads the key from {@code x-api-key} or {@code Authorization: Bearer}.
     *
     * @param keys all values of the header {@code x-api-key}
     * @param authorizations all values of the header {@code Authorization}
     */
    public static Credentials of(Iterable<String> keys, Iterable<String> authorizations) {
        List<@Nullable String> found = new ArrayList<>();
        keys.forEach(key -> found.add(trimmed(key)));
        authorizations.forEach(authorization -> found.add(bearer(authorization)));
        // Two credentials could belong to two callers, and another component may have checked the other one. A proxy
        // can
        // join two headers with a comma, which is in no key and no token.
        return found.size() > 1 || found.stream().anyMatch(secret -> secret != null && secret.contains(","))
                ? new Credentials(null, true)
                : new Credentials(found.isEmpty() ? null : found.get(0), false);
    }

    private static @Nullable String bearer(String authorization) {
        boolean bearer = authorization.length() > BEARER.length()
                && authorization
                        .substring(0, BEARER.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(BEARER);
        return bearer ? trimmed(authorization.substring(BEARER.length())) : null;
    }

    private static @Nullable String trimmed(String value) {
        String trimmed = value.strip();
        return trimmed.isEmpty() ? null : trimmed;
    }

    /** Returns whether the request has several credentials. The answer must be 400. */
    public boolean areAmbiguous() {
        return ambiguous;
    }

    /** Returns whether the request has no key and no access token. */
    public boolean areMissing() {
        return secret == null && !ambiguous;
    }

    /**
     * Returns the key or the access token.
     *
     * @throws NullPointerException if it is missing or ambiguous
     */
    public String secret() {
        return Objects.requireNonNull(secret, "The request does not have exactly one key");
    }

    @Override
    public String toString() {
        return ambiguous ? "several keys" : secret == null ? "no key" : "a key";
    }
}
