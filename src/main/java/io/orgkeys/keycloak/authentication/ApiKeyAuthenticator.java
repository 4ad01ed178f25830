package io.orgkeys.keycloak.authentication;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowCallback;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.directgrant.ValidateUsername;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The authentication step that accepts a user key in the form parameter {@code password} of the password grant (RFC
 * 6749 §4.3). The key must belong to the user who logs in. The response to any other key is the same as to a wrong
 * password.
 */
final class ApiKeyAuthenticator implements AuthenticationFlowCallback {

    /** Keycloak's error description for a wrong password. */
    static final String INVALID_CREDENTIALS = "Invalid user credentials";

    private static final Logger LOGGER = Logger.getLogger(ApiKeyAuthenticator.class);

    private final KeycloakSession session;
    private final String factoryId;

    ApiKeyAuthenticator(KeycloakSession session, String factoryId) {
        this.session = session;
        this.factoryId = factoryId;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (context.getUser() == null && !identify(context)) {
            return;
        }
        String presented =
                context.getHttpRequest().getDecodedFormParameters().getFirst(CredentialRepresentation.PASSWORD);
        Optional<Requirement> requirement = requirement(context.getAuthenticatorConfig());
        if (requirement.isEmpty()) {
            refuse(context, "misconfigured", "The required permissions of the step are invalid");
            return;
        }
        Verification verification;
        try {
            verification = ApiKeyServices.of(session).verifier().verify(EntryPoint.LOGIN, presented, requirement.get());
        } catch (StoreUnavailableException e) {
            respondUnavailable(context, KeyUnavailableException.answer());
            return;
        }
        RetryAfter retryAfter = verification.retryAfter();
        if (retryAfter != null) {
            respondUnavailable(context, KeyUnavailableException.answer(retryAfter));
            return;
        }
        IssuedSecret issued = verification.issued();
        if (issued != null && !issued.key().isOwnedBy(context.getUser().getId())) {
            context.getEvent().detail(Details.TOKEN_ID, issued.key().id());
            refuse(context, "wrong_owner", "The API key is not a user key of this user");
            return;
        }
        if (issued == null || !verification.isGranted()) {
            RefusalEvents.raise(context.getEvent().user(context.getUser()), verification);
            fail(context);
            return;
        }
        KeyLogin.of(
                        issued,
                        keepsRoles(context.getAuthenticatorConfig()),
                        requirement.get().permissions())
                .writeTo(context.getAuthenticationSession());
        context.getEvent()
                .detail("api_key_id", issued.key().id())
                .detail("organization_id", issued.key().organizationId());
        AuthenticatorUtil.setAuthCallbacksFactoryIds(context.getAuthenticationSession(), factoryId);
        // the key counts as a password, because conditions of later steps in the flow check the type of the credential
        context.success(PasswordCredentialModel.TYPE);
    }

    /**
     * Identifies the user with Keycloak's own step, {@link ValidateUsername}. First checks that the user storage can be
     * read, because otherwise, Keycloak's step would report a valid user as disabled.
     */
    private static boolean identify(AuthenticationFlowContext context) {
        String name = context.getHttpRequest().getDecodedFormParameters().getFirst(OAuth2Constants.USERNAME);
        try {
            UserModel user = name == null
                    ? null
                    : KeycloakModelUtils.findUserByNameOrEmail(context.getSession(), context.getRealm(), name.strip());
            if (user != null) {
                ApiKeyServices.of(context.getSession()).memberships().requireReadable(user.getId());
            }
        } catch (StoreUnavailableException e) {
            respondUnavailable(context, KeyUnavailableException.answer());
            return false;
        } catch (ModelDuplicateException e) {
            // ValidateUsername refuses a name that belongs to several users
        }
        new ValidateUsername().authenticate(context);
        return context.getUser() != null;
    }

    /**
     * Responds without counting a login failure. Otherwise, logins during an outage or a rate limit could make
     * Keycloak's brute force detection lock the user.
     */
    private static void respondUnavailable(AuthenticationFlowContext context, Response answer) {
        context.getSession().getTransactionManager().setRollbackOnly();
        context.forceChallenge(answer);
    }

    /**
     * Removes the list of the credentials that the login used. For each credential in this list, Keycloak would reset
     * the failure counters of its brute force detection. An attacker with a stolen key could then guess the password or
     * the one-time code without limit.
     */
    @Override
    public void onTopFlowSuccess(AuthenticationFlowModel topFlow) {
        session.getContext().getAuthenticationSession().removeAuthNote(AuthenticationProcessor.AUTHN_CREDENTIALS);
    }

    @Override
    public void onParentFlowSuccess(AuthenticationFlowContext context) {}

    private static boolean keepsRoles(@Nullable AuthenticatorConfigModel config) {
        return config != null && Boolean.parseBoolean(config.getConfig().get(ApiKeyAuthenticatorFactory.KEEP_ROLES));
    }

    /**
     * Returns the requirement in the configuration of the step. Returns empty if the configuration is invalid. The step
     * then refuses every login.
     */
    private static Optional<Requirement> requirement(@Nullable AuthenticatorConfigModel config) {
        if (config == null) {
            return Optional.of(Requirement.NONE);
        }
        Map<String, String> settings = config.getConfig();
        String organization = settings.getOrDefault(ApiKeyAuthenticatorFactory.ORGANIZATION, "")
                .strip();
        String scope = settings.getOrDefault(ApiKeyAuthenticatorFactory.PERMISSIONS, "")
                .strip();
        if (!scope.isEmpty()
                && Arrays.stream(scope.split(" +"))
                        .anyMatch(text -> Permission.parse(text).isEmpty())) {
            LOGGER.errorf("The configuration %s has invalid required permissions: %s", config.getAlias(), scope);
            return Optional.empty();
        }
        return Optional.of(new Requirement(organization.isEmpty() ? null : organization, Permissions.ofScope(scope)));
    }

    private static void refuse(AuthenticationFlowContext context, String error, String reason) {
        context.getEvent()
                .user(context.getUser())
                .detail(Details.REASON, reason)
                .error(error);
        fail(context);
    }

    /** Responds like Keycloak to a wrong password. Keycloak's brute force detection counts this as a failure. */
    private static void fail(AuthenticationFlowContext context) {
        context.failure(
                AuthenticationFlowError.INVALID_CREDENTIALS,
                Response.status(Response.Status.BAD_REQUEST)
                        .entity(new OAuth2ErrorRepresentation(OAuthErrorException.INVALID_GRANT, INVALID_CREDENTIALS))
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build());
    }

    @Override
    public void action(AuthenticationFlowContext context) {}

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

    @Override
    public void close() {}
}
