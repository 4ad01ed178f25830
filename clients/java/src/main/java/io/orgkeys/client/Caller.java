package io.orgkeys.client;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** The key or the access token of a request, as Keycloak's introspection endpoint described it. Immutable. */
public final class Caller {

    private static final int MAXIMUM_SETS = 1_000;

    /** By scope. Many keys have the same permissions, so one set fits into the caches of the processor. */
    private static final Map<String, Set<String>> SETS = new ConcurrentHashMap<>();

    private final Map<String, Object> claims;
    private final Set<String> permissions;
    private final Map<String, String> organizations;
    private final long expiresAt;

    private Caller(Map<String, @Nullable Object> answer) throws MalformedAnswerException {
        for (String name : List.of("token_type", "jti", "sub", "client_address")) {
            text(name, answer);
        }
        this.permissions = permissions(text("scope", answer));
        this.organizations = organizations(answer.get("organization"));
        this.expiresAt = expiry(answer);
        this.claims = withoutNulls(answer);
    }

    static Caller of(Map<String, @Nullable Object> claims) throws MalformedAnswerException {
        return new Caller(claims);
    }

    /**
     * Returns a caller for the tests of an application.
     *
     * @param subject the id of the user, or the id of a bot key
     * @param organization the alias of the organization
     * @param permissions permissions such as {@code stats:read}
     */
    public static Caller forTests(String subject, String organization, String... permissions) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        claims.put("active", true);
        claims.put("token_type", "api_key");
        claims.put("jti", "key-of-" + subject);
        claims.put("sub", subject);
        claims.put("username", subject);
        claims.put("scope", String.join(" ", permissions));
        claims.put("organization", Map.of(organization, Map.of("id", "id-of-" + organization)));
        try {
            return new Caller(claims);
        } catch (MalformedAnswerException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** Returns the user's id for a user key, and the key's id for a bot key. Store this id, not the user name. */
    public @Nullable String subject() {
        return string("sub");
    }

    /** Returns the name for display: the user's name, or {@code bot:} and the key's name. */
    public @Nullable String username() {
        return string("username");
    }

    /** Returns the key's id, or the token's id. */
    public @Nullable String id() {
        return string("jti");
    }

    /** Returns whether this is an API key, and not an access token. */
    public boolean isApiKey() {
        return "api_key".equals(claims.get("token_type"));
    }

    /** Returns the effective permissions, such as {@code stats:read}. */
    public Set<String> permissions() {
        return permissions;
    }

    /** Returns the aliases of the organizations. A key has exactly one, an access token can have none or several. */
    public Set<String> organizations() {
        return organizations.keySet();
    }

    /**
     * Returns whether the key or the token belongs to this organization.
     *
     * @param organization the id or the alias. A text in the form of a UUID is always compared with the id. Nothing
     *     belongs to null or to an empty text.
     */
    public boolean isIn(@Nullable String organization) {
        return organization != null
                && Requirement.none().inOrganization(organization).isMetBy(this);
    }

    /** Returns all members of the introspection answer that are not null. */
    public Map<String, Object> claims() {
        return claims;
    }

    /** Returns the id of the only organization, or null. */
    @Nullable
    String organizationId() {
        return organizations.size() == 1
                ? emptyToNull(organizations.values().iterator().next())
                : null;
    }

    @Nullable
    String clientAddress() {
        return string("client_address");
    }

    /** Returns whether this answer has all ids by which the change feed could revoke it. */
    boolean isCacheable() {
        return isApiKey() && id() != null && subject() != null && organizationId() != null;
    }

    /** Returns the wall time in milliseconds at which the key expires. */
    long expiresAt() {
        return expiresAt;
    }

    boolean belongsTo(String organization, boolean uuid) {
        return !organization.isEmpty()
                && ((!uuid && organizations.containsKey(organization)) || organizations.containsValue(organization));
    }

    private @Nullable String string(String name) {
        return claims.get(name) instanceof String text ? text : null;
    }

    /** Refuses null, because a null {@code client_address} could mean that the answer holds for one address only. */
    private static String text(String name, Map<String, @Nullable Object> answer) throws MalformedAnswerException {
        if (!answer.containsKey(name)) {
            return "";
        }
        if (answer.get(name) instanceof String text) {
            return text;
        }
        throw new MalformedAnswerException();
    }

    private static Map<String, Object> withoutNulls(Map<String, @Nullable Object> answer) {
        Map<String, Object> claims = new HashMap<>();
        answer.forEach((name, value) -> {
            if (value != null) {
                claims.put(name, value);
            }
        });
        return Map.copyOf(claims);
    }

    private static Set<String> permissions(String scope) {
        Set<String> shared = SETS.get(scope);
        if (shared != null) {
            return shared;
        }
        Set<String> permissions = new HashSet<>(List.of(scope.split(" ")));
        permissions.remove("");
        Set<String> set = Set.copyOf(permissions);
        if (SETS.size() < MAXIMUM_SETS) {
            SETS.put(scope, set);
        }
        return set;
    }

    /** Reads {@code {"acme":{"id":"…"}}}, the form of keys, or {@code ["acme"]}, the usual form of access tokens. */
    private static Map<String, String> organizations(@Nullable Object claim) {
        Map<String, String> idsByAlias = new HashMap<>();
        if (claim instanceof Map<?, ?> byAlias) {
            byAlias.forEach((alias, details) -> idsByAlias.put(
                    String.valueOf(alias),
                    details instanceof Map<?, ?> map && map.get("id") instanceof String id ? id : ""));
        } else if (claim instanceof List<?> aliases) {
            aliases.forEach(alias -> {
                if (alias instanceof String text) {
                    idsByAlias.put(text, "");
                }
            });
        } else if (claim instanceof String alias) {
            idsByAlias.put(alias, "");
        }
        return Map.copyOf(idsByAlias);
    }

    private static long expiry(Map<String, @Nullable Object> answer) throws MalformedAnswerException {
        if (!answer.containsKey("exp")) {
            return Long.MAX_VALUE;
        }
        if (answer.get("exp") instanceof Long seconds) {
            return seconds > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : seconds * 1000;
        }
        throw new MalformedAnswerException();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Names the key without its claims, because attributes of a key can be personal data. */
    @Override
    public String toString() {
        return "caller " + subject();
    }
}
