package io.orgkeys.client;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that is refused: a status, {@code WWW-Authenticate} (RFC 6750 section 3) and a problem
 * document (RFC 9457).
 */
public enum Refusal {

    /** The request has no key. */
    MISSING(401, "realm=\"api\"", "Send an API key in the header x-api-key."),

    /** The request has several keys. */
    AMBIGUOUS(400, "error=\"invalid_request\"", "Send one key, in one header: x-api-key, or Authorization: Bearer."),

    /** The key is not valid. */
    INVALID(
            401,
            "error=\"invalid_token\"",
            "The key is not valid here: it may be mistyped, revoked, disabled or expired."),

    /** The key is valid, but not for this request. */
    DENIED(
            403,
            "error=\"insufficient_scope\"",
            "The key is valid, but lacks the permission, or belongs to another organization."),

    /** Keycloak does not answer. After a 401 instead, the calling program would discard a valid key. */
    UNAVAILABLE(503, null, "The key cannot be checked right now. Try again later.");

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Refusal(int status, @Nullable String challenge, String detail) {
        this.status = status;
        Map<String, String> all = new TreeMap<>();
        all.put("Content-Type", "application/problem+json");
        all.put("Cache-Control", "no-store");
        if (challenge == null) {
            all.put("Retry-After", "5");
        } else {
            all.put("WWW-Authenticate", "Bearer " + challenge);
        }
        this.headers = Map.copyOf(all);
        StringBuilder json =
                new StringBuilder().append("{\"status\":").append(status).append(",\"detail\":");
        Json.writeString(detail, json);
        this.body = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the refusal for a decision.
     *
     * @throws IllegalArgumentException if the decision allows the request
     */
    public static Refusal of(Decision decision) {
        return switch (decision.status()) {
            case 401 -> INVALID;
            case 403 -> DENIED;
            case 503 -> UNAVAILABLE;
            default -> throw new IllegalArgumentException("Not a refusal: " + decision.status());
        };
    }

    public int status() {
        return status;
    }

    /** Calls the consumer with the name and the value of each header. */
    public void forEachHeader(BiConsumer<String, String> consumer) {
        headers.forEach(consumer);
    }

    /** Returns the body, in JSON. */
    public byte[] body() {
        return body.clone();
    }
}
