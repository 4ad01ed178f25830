package io.orgkeys.keycloak.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
import org.keycloak.util.TokenUtil;

import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * Access tokens that are got with a key. Their {@code typ} claim is one of our own, so Keycloak's endpoints, which want
 * {@code Bearer}, do not take them: nobody gets from a key into the account console or the admin REST.
 *
 * <p>Those that are made here, out of a verified key (RFC 9068), carry permissions and no roles, and belong to no session.
 */
public final class KeyTokens {

    /** No token lives longer, whatever the realm allows. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    /** The claim {@code typ} of these tokens. */
    private static final String TYPE = "ApiKey";

    private final KeycloakSession session;
    private final RealmModel realm;

    public KeyTokens(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Whether a text claims to be a token that was got with a key. Nothing is verified. */
    public static boolean looksLikeOne(String text) {
        try {
            return TYPE.equals(
                    new JWSInput(text).readJsonContent(AccessToken.class).getType());
        } catch (JWSInputException e) {
            return false;
        }
    }

    /**
     * Makes a token of Keycloak's one that was got with a key: with the claim that says so, of the type that Keycloak does
     * not take itself, and living no longer than the secret.
     *
     * @param permissions what the key may do, as far as the token is meant to tell
     */
    public static void mark(AccessToken token, Verification verification, Permissions permissions) {
        token.type(TYPE);
        ApiKeyClaim.of(Objects.requireNonNull(verification.issued())).putInto(token, permissions);
        Instant goodUntil = verification.goodUntil();
        if (goodUntil != null && goodUntil.getEpochSecond() < token.getExp()) {
            token.exp(goodUntil.getEpochSecond());
        }
    }

    /**
     * A token for what a key was just found to be good for (RFC 9068 §2.2).
     *
     * @param permissions at most the effective ones of the key
     * @param audience ids of the clients that are to accept the token, at least one
     * @param client who asked for the token
     * @param now the time of issue, of which a token keeps the second
     * @return empty when the key's rest of life is less than a second
     */
    public Optional<AccessToken> issue(
            Verification verification,
            Permissions permissions,
            Collection<String> audience,
            ClientModel client,
            Instant now) {
        KeyState state = Objects.requireNonNull(verification.state());
        Organization organization = Objects.requireNonNull(state.organization());
        long issuedAt = now.getEpochSecond();
        AccessToken token = new AccessToken();
        token.id(KeycloakModelUtils.generateId());
        token.issuer(RealmIssuer.of(session));
        token.subject(state.subject());
        token.audience(audience.toArray(String[]::new));
        token.issuedFor(client.getClientId());
        token.setOtherClaims("client_id", client.getClientId());
        token.iat(issuedAt);
        token.exp(issuedAt + lifespan(client));
        token.setPreferredUsername(state.username());
        token.setScope(permissions.toScope());
        token.setOtherClaims("organization", Map.of(organization.alias(), Map.of("id", organization.id())));
        mark(token, verification, permissions);
        return token.getExp() > issuedAt ? Optional.of(token) : Optional.empty();
    }

    /** Signs as Keycloak signs the client's access tokens, with the type of RFC 9068 §2.1 in the header. */
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

    /** The client's own setting; zero when it has none. */
    private static int lifespanOf(ClientModel client) {
        String seconds = client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN);
        try {
            return seconds == null || seconds.isBlank() ? 0 : Integer.parseInt(seconds.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Keycloak says zero or less where a setting does not limit. */
    private static long positive(int seconds) {
        return seconds > 0 ? seconds : LONGEST.toSeconds();
    }
}
