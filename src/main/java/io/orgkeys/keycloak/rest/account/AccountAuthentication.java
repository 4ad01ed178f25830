package io.orgkeys.keycloak.rest.account;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.Auth;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.resources.account.AccountRestService;

import io.orgkeys.keycloak.authorization.AccountCaller;
import io.orgkeys.keycloak.authorization.KeyHolder;
import io.orgkeys.keycloak.authorization.Member;
import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.ApiKeyException;
import io.orgkeys.keycloak.model.NetworkNotAllowedException;
import io.orgkeys.keycloak.model.NotAuthenticatedException;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.rest.ApiKeyHeader;
import io.orgkeys.keycloak.rest.RefusedCalls;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.ApiKeyVerifier;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.VerificationOutcome;
import io.orgkeys.keycloak.service.WayIn;
import org.jspecify.annotations.Nullable;

/**
 * Who calls the account REST: a member with a bearer token, or a program with an API key.
 *
 * @param presented the digest of the key's secret, or null for a member
 */
record AccountAuthentication(AccountCaller caller, @Nullable SecretDigest presented, ApiKeyEvents events) {

    /**
     * Authenticates the request.
     *
     * @throws NetworkNotAllowedException when it has a good key that may not be used from there
     * @throws TooManyRequestsException when its key has failed too often, or too many keys from there have
     * @throws NotAuthenticatedException when it has neither a good token nor a good key, or has both
     */
    static AccountAuthentication of(KeycloakSession session, ApiKeyServices services) {
        List<String> keys = ApiKeyHeader.values(session);
        boolean token = session.getContext().getHttpRequest().getHttpHeaders().getHeaderString("Authorization") != null;
        if (keys.isEmpty()) {
            return member(session, services);
        }
        if (token || keys.size() > 1) {
            throw new NotAuthenticatedException(
                    "not_authenticated", "Send one x-api-key header or one bearer token, not several of them.");
        }
        return keyHolder(session, services, keys.get(0));
    }

    /** On the terms of Keycloak's own account REST: see its {@code AccountLoader}. */
    private static AccountAuthentication member(KeycloakSession session, ApiKeyServices services) {
        AccountRestService.checkAccountApiEnabled();
        RealmModel realm = session.getContext().getRealm();
        ClientModel account = Optional.ofNullable(realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID))
                .filter(ClientModel::isEnabled)
                .orElseThrow(() -> refused("The realm has no account management."));
        AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
        if (result == null) {
            throw refused("Send a bearer token for the account REST, or an API key in the x-api-key header.");
        }
        AccessToken token = result.token();
        if (token.getAudience() == null || token.getResourceAccess(account.getClientId()) == null) {
            // a lightweight token: its claims are looked up, as for an introspection
            token = new AccessTokenIntrospectionProvider<AccessToken>(session)
                    .transformAccessToken(token, result.session());
        }
        if (!token.hasAudience(account.getClientId())) {
            throw refused("The token is not meant for the account REST: its audience lacks the client account.");
        }
        if (result.user().getServiceAccountClientLink() != null) {
            throw refused("Service accounts cannot use the account REST. Use the admin REST, or an API key.");
        }
        Cors.builder()
                .checkAllowedOrigins(token)
                .allowedMethods("GET", "PUT", "POST", "DELETE")
                .exposedHeaders("Location", "ETag")
                .auth()
                .add();
        Auth auth = new Auth(realm, token, result.user(), account, result.session(), false);
        return new AccountAuthentication(
                new Member(auth, services),
                null,
                ApiKeyEvents.of(session, token, result.user(), Objects.requireNonNull(result.client())));
    }

    private static AccountAuthentication keyHolder(KeycloakSession session, ApiKeyServices services, String sent) {
        ApiKeyVerifier verifier = services.verifier();
        Verification verification = verifier.verify(WayIn.ACCOUNT, sent, Requirement.NONE);
        // a key without any permission may still look at itself
        boolean good =
                verification.isGranted() || verification.outcome() == VerificationOutcome.INSUFFICIENT_PERMISSIONS;
        KeyState state = verification.state();
        OrganizationModel organization = !good || state == null
                ? null
                : services.memberships()
                        .organization(state.key().organizationId())
                        .orElse(null);
        if (state == null || organization == null) {
            Verification told = verifier.told(verification);
            RefusalEvents.raise(session, told);
            throw refused(told);
        }
        RefusedCalls.note(session, state.key());
        return new AccountAuthentication(
                new KeyHolder(state, organization),
                SecretForms.parse(session.getContext().getRealm(), sent)
                        .map(ApiKeySecret::digest)
                        .orElseThrow(),
                ApiKeyEvents.of(session, state.key()));
    }

    private static ApiKeyException refused(Verification verification) {
        if (verification.limited() != null) {
            return verification.limited();
        }
        return verification.outcome() == VerificationOutcome.NETWORK_NOT_ALLOWED
                ? new NetworkNotAllowedException(verification.detail())
                : new NotAuthenticatedException(verification.outcome().code(), verification.detail());
    }

    private static NotAuthenticatedException refused(String detail) {
        return new NotAuthenticatedException("not_authenticated", detail);
    }
}
