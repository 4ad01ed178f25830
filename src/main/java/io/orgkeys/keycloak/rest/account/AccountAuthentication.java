package io.orgkeys.keycloak.rest.account;

import java.util.List;
import java.util.Objects;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.authorization.AccountCaller;
import io.orgkeys.keycloak.authorization.KeyCaller;
import io.orgkeys.keycloak.authorization.Member;
import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.rest.ApiKeyHeader;
import io.orgkeys.keycloak.rest.RefusedCalls;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.ApiKeyVerifier;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of a caller of the account REST API: a member with a bearer token, or a program with an API key.
 *
 * @param presented the digest of the key's secret; null for a member
 */
record AccountAuthentication(AccountCaller caller, @Nullable SecretDigest presented, ApiKeyEvents events) {

    /**
     * Authenticates the request.
     *
     * @throws TooManyRequestsException if the key was refused too often, or its client address had too many failed
     *     lookups
     * @throws StoreUnavailableException if the user of the token cannot be read, or the key cannot be verified right
     *     now
     * @throws RefusedException if the request has neither a valid token nor a valid key, has both, or comes from an
     *     address or an origin that is not allowed
     */
    static AccountAuthentication of(KeycloakSession session, ApiKeyServices services) {
        List<String> keys = ApiKeyHeader.values(session);
        boolean token = session.getContext().getHttpRequest().getHttpHeaders().getHeaderString("Authorization") != null;
        if (keys.isEmpty()) {
            return member(session, services);
        }
        if (token || keys.size() > 1) {
            throw RequestRefusal.NOT_AUTHENTICATED.exception(
                    "Send exactly one x-api-key header or exactly one bearer token.");
        }
        return keyHolder(session, services, keys.get(0));
    }

    private static AccountAuthentication member(KeycloakSession session, ApiKeyServices services) {
        CrossOrigin.allowAllOrigins();
        SelfServiceToken token = SelfServiceToken.of(session);
        CrossOrigin.allow(token.claims());
        return new AccountAuthentication(
                new Member(session, token.user(), token.mayChange(), services),
                null,
                ApiKeyEvents.of(session, token.claims(), token.user(), token.client()));
    }

    private static AccountAuthentication keyHolder(KeycloakSession session, ApiKeyServices services, String sent) {
        ApiKeyVerifier verifier = services.verifier();
        SecretDigest presented = SecretParser.parse(session.getContext().getRealm(), sent)
                .map(ApiKeySecret::digest)
                .orElse(null);
        Verification verification = presented == null
                ? verifier.verify(EntryPoint.ACCOUNT, sent, Requirement.NONE)
                : verifier.verify(EntryPoint.ACCOUNT, presented, Requirement.NONE);
        if (!KeyCaller.isAccepted(verification)) {
            Verification limited = verifier.limitRefusals(verification);
            RefusalEvents.raiseLimited(session, limited);
            throw KeyCaller.refusal(limited);
        }
        KeyState state = Objects.requireNonNull(verification.state());
        OrganizationModel organization = services.memberships()
                .organization(state.key().organizationId())
                .orElseThrow(KeyRefusal.ORGANIZATION_DISABLED::exception);
        RefusedCalls.note(session, state.key());
        return new AccountAuthentication(
                new KeyCaller(state, Objects.requireNonNull(presented), organization, services),
                presented,
                ApiKeyEvents.of(session, state.key()));
    }
}
