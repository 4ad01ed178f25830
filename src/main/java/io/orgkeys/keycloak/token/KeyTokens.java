package io.orgkeys.keycloak.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * Creates access tokens that are issued for a key. In these tokens, the {@code typ} claim is {@code ApiKey}. Keycloak's
 * endpoints require {@code Bearer}, so they refuse these tokens. So a key gives no access to the account console or the
 * admin REST API.
 *
 * <p>Tokens from a token exchange (RFC 9068) contain permissions and no roles, and belong to no session.
 */
public final class KeyTokens {

    /** The maximum lifespan of a token, even if the realm allows more. */
    private static final Duration MAX_LIFESPAN = Duration.ofMinutes(15);

    private static final String TYPE = "ApiKey";

    /** The claims that identify the user, the time and the client of a login. None of them authorizes anything. */
    private static final Set<String> LOGIN_CLAIMS = Set.of(
            "jti",
            "iat",
            "nbf",
            "exp",
            "iss",
            "sub",
            "typ",
            "azp",
            "sid",
            "acr",
            "auth_time",
            "nonce",
            "cnf",
            "preferred_username");

    private final KeycloakSession session;
    private final RealmModel realm;

    public KeyTokens(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Returns whether the text is a JWT with the type of tokens that are issued for a key. Does not verify the token.
     */
    public static boolean looksLikeKeyToken(String text) {
        try {
            return isKeyToken(new JWSInput(text).readJsonContent(AccessToken.class));
        } catch (JWSInputException e) {
            return false;
        }
    }

    public static boolean isKeyToken(AccessToken token) {
        return TYPE.equals(token.getType());
    }

    /**
     * Turns a token of Keycloak into a token that is issued for a key. Sets the type and the claim {@code api_key}, and
     * limits the expiry of the token to the expiry of the secret.
     *
     * @param permissions the permissions that the claim lists
     */
    public static void mark(AccessToken token, Verification verification, Permissions permissions) {
        token.type(TYPE);
        IssuedSecret issued = Objects.requireNonNull(verification.issued());
        ApiKeyClaim.of(issued)
                .putInto(token, permissions, issued.key().content().attributes());
        Instant validUntil = verification.validUntil();
        if (validUntil != null && validUntil.getEpochSecond() < token.getExp()) {
            token.exp(validUntil.getEpochSecond());
        }
    }

    /**
     * Limits a token of Keycloak to the permissions of a key. Keeps only the claims that identify the login, and adds
     * the claims that a token from a token exchange has.
     */
    public static void limit(AccessToken token, Verification verification, TokenAccess access) {
        KeyState state = Objects.requireNonNull(verification.state());
        keepLoginClaims(token);
        if (token.getSubject() == null) {
            token.subject(state.subject());
        }
        describe(token, state, access.permissions(), access.audience());
        mark(token, verification, access.permissions());
    }

    /**
     * Drops all claims except the claims that identify the login. Uses an allowlist, so that it also drops unknown
     * claims.
     */
    private static void keepLoginClaims(AccessToken token) {
        // Keycloak's protocol mappers add the user name to the other claims
        Object username = token.getOtherClaims().get("preferred_username");
        token.getOtherClaims().clear();
        if (username instanceof String text) {
            token.setPreferredUsername(text);
        }
        ObjectNode removed = JsonSerialization.createObjectNode();
        JsonSerialization.mapper.<ObjectNode>valueToTree(token).fieldNames().forEachRemaining(claim -> {
            if (!LOGIN_CLAIMS.contains(claim)) {
                removed.putNull(claim);
            }
        });
        try {
            JsonSerialization.mapper.readerForUpdating(token).readValue(removed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void describe(
            AccessToken token, KeyState state, Permissions permissions, Collection<String> audience) {
        Organization organization = Objects.requireNonNull(state.organization());
        token.audience(audience.toArray(String[]::new));
        token.setOtherClaims("client_id", token.getIssuedFor());
        token.setScope(permissions.toScope());
        token.setOtherClaims("organization", Map.of(organization.alias(), Map.of("id", organization.id())));
    }

    /**
     * Creates a token for a key that was just verified (RFC 9068 §2.2).
     *
     * @param permissions all or some of the effective permissions of the key
     * @param audience client ids, at least one
     * @param client the client that requested the token
     * @return empty if the secret expires in less than a second
     */
    public Optional<AccessToken> issue(
            Verification verification,
            Permissions permissions,
            Collection<String> audience,
            ClientModel client,
            Instant now) {
        KeyState state = Objects.requireNonNull(verification.state());
        long issuedAt = now.getEpochSecond();
        AccessToken token = new AccessToken();
        token.id(KeycloakModelUtils.generateId());
        token.issuer(RealmIssuer.of(session));
        token.subject(state.subject());
        token.issuedFor(client.getClientId());
        token.iat(issuedAt);
        token.exp(issuedAt + lifespan(client));
        token.setPreferredUsername(state.username());
        describe(token, state, permissions, audience);
        mark(token, verification, permissions);
        return token.getExp() > issuedAt ? Optional.of(token) : Optional.empty();
    }

    /** Signs the token as Keycloak signs access tokens, with the {@code typ} header of RFC 9068 §2.1. */
    public String sign(AccessToken token) {
        String algorithm = session.tokens().signatureAlgorithm(token.getCategory());
        return new JWSBuilder()
                .type(TokenUtil.TOKEN_TYPE_JWT_ACCESS_TOKEN)
                .jsonContent(token)
                .sign(session.getProvider(SignatureProvider.class, algorithm).signer());
    }

    /** Returns the lifespan in seconds. */
    private long lifespan(ClientModel client) {
        return Math.min(
                MAX_LIFESPAN.toSeconds(),
                Math.min(orMaximum(realm.getAccessTokenLifespan()), orMaximum(lifespanOf(client))));
    }

    /** Returns the client's own setting, or zero if the client has none. */
    private static int lifespanOf(ClientModel client) {
        String seconds = client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN);
        try {
            return seconds == null || seconds.isBlank() ? 0 : Integer.parseInt(seconds.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Returns the setting, or the maximum if the setting is zero or less, which means no limit in Keycloak's settings.
     */
    private static long orMaximum(int seconds) {
        return seconds > 0 ? seconds : MAX_LIFESPAN.toSeconds();
    }
}
