package io.orgkeys.keycloak.authentication;

import java.util.List;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

import io.orgkeys.keycloak.option.PlainFactory;

/**
 * The step "API key" of a Direct Grant flow. It replaces the step "Password", or the two steps "Username Validation"
 * and "Password".
 */
public final class ApiKeyAuthenticatorFactory extends PlainFactory<Authenticator> implements AuthenticatorFactory {

    static final String PERMISSIONS = "permissions";
    static final String ORGANIZATION = "organization";
    static final String KEEP_ROLES = "keepRoles";

    private static final String ID = "direct-grant-org-api-key";

    private static final Requirement[] REQUIREMENTS = {
        Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED
    };

    @Override
    public Authenticator create(KeycloakSession session) {
        return new ApiKeyAuthenticator(session, ID);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "API key";
    }

    /** Returns the category of passwords, because Keycloak's brute force detection ignores unknown categories. */
    @Override
    public String getReferenceCategory() {
        return PasswordCredentialModel.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Accepts a user key of the user, sent as the 'password' form parameter in direct grant request";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(PERMISSIONS)
                .label("Required permissions")
                .helpText("The permissions that the key must have, separated by spaces: stats:read domains:create."
                        + " If empty, any valid key is accepted.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .property()
                .name(ORGANIZATION)
                .label("Organization")
                .helpText("The alias or id of the organization that the key must belong to. If empty, any organization"
                        + " is accepted.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .property()
                .name(KEEP_ROLES)
                .label("Keep the user's roles")
                .helpText(
                        "If on, tokens have the roles and claims that the client's scopes give to the user, as after a"
                                + " login with a password. If off, tokens have only the permissions of the API key.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .build();
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }
}
