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
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * Access tokens that were issued for a key. They have a {@code typ} claim of their own, so Keycloak's endpoints, which require
 * {@code Bearer}, refuse them: a key gives no access to the account console or the admin REST.
 *
 * <p>Tokens that a key is exchanged for (RFC 9068) carry permissions and no roles, and belong to no session.
 */
public final class KeyTokens {

    /** The maximum lifespan, whatever the realm allows. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final String TYPE = "ApiKey";

    /** The claims that say who logged in, when, and through which client. None of them authorizes anything. */
    private static final Set<String> OF_LOGIN = Set.of(
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

    /** Whether the text claims to be a token that was issued for a key. Verifies nothing. */
    public static boolean looksLikeOne(String text) {
        try {
            return isOne(new JWSInput(text).readJsonContent(AccessToken.class));
        } catch (JWSInputException e) {
            return false;
        }
    }

    public static boolean isOne(AccessToken token) {
        return TYPE.equals(token.getType());
    }

    /**
     * Turns Keycloak's token into one that was issued for a key: sets its type and the claim {@code api_key}, and lets it expire no
     * later than the secret.
     *
     * @param permissions those that the claim lists
     */
    public static void mark(AccessToken token, Verification verification, Permissions permissions) {
        token.type(TYPE);
        ApiKeyClaim.of(Objects.requireNonNull(verification.issued())).putInto(token, permissions);
        Instant goodUntil = verification.goodUntil();
        if (goodUntil != null && goodUntil.getEpochSecond() < token.getExp()) {
            token.exp(goodUntil.getEpochSecond());
        }
    }

    /** Limits Keycloak's token as if the key had been exchanged for it: keeps only the claims of the login itself. */
    public static void limit(AccessToken token, Verification verification, TokenAccess access) {
        KeyState state = Objects.requireNonNull(verification.state());
        dropAllButLogin(token);
        if (token.getSubject() == null) {
            token.subject(state.subject());
        }
        describe(token, state, access.permissions(), access.audience());
        mark(token, verification, access.permissions());
    }

    /** An allowlist, so that it also drops claims that we do not know. */
    private static void dropAllButLogin(AccessToken token) {
        // Keycloak's mappers put it there
        Object username = token.getOtherClaims().get("preferred_username");
        token.getOtherClaims().clear();
        if (username instanceof String text) {
            token.setPreferredUsername(text);
        }
        ObjectNode nothing = JsonSerialization.createObjectNode();
        JsonSerialization.mapper.<ObjectNode>valueToTree(token).fieldNames().forEachRemaining(claim -> {
            if (!OF_LOGIN.contains(claim)) {
                nothing.putNull(claim);
            }
        });
        try {
            JsonSerialization.mapper.readerForUpdating(token).readValue(nothing);
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
     * A token for a key that was just verified (RFC 9068 §2.2).
     *
     * @param permissions at most the effective ones of the key
     * @param audience client ids, at least one
     * @param client the client that asked for the token
     * @return empty if the secret ends in less than a second
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

    /** Signs as Keycloak signs access tokens, with the type of RFC 9068 §2.1 in the header. */
    public String sign(AccessToken token) {
        String algorithm = session.tokens().signatureAlgorithm(token.getCategory());
        return new JWSBuilder()
                .type(TokenUtil.TOKEN_TYPE_JWT_ACCESS_TOKEN)
                .jsonContent(token)
                .sign(session.getProvider(SignatureProvider.class, algorithm).signer());
    }

    /** In seconds. */
    private long lifespan(ClientModel client) {
        return Math.min(
                LONGEST.toSeconds(), Math.min(positive(realm.getAccessTokenLifespan()), positive(lifespanOf(client))));
    }

    /** The client's own setting, or zero for none. */
    private static int lifespanOf(ClientModel client) {
        String seconds = client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN);
        try {
            return seconds == null || seconds.isBlank() ? 0 : Integer.parseInt(seconds.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** In Keycloak's settings, zero or less means no limit. */
    private static long positive(int seconds) {
        return seconds > 0 ? seconds : LONGEST.toSeconds();
    }
}
