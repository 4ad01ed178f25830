package io.orgkeys.keycloak.catalog;

import java.util.List;

import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.option.PlainFactory;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import io.orgkeys.keycloak.secret.SecretDetector;
import org.jspecify.annotations.Nullable;

/**
 * Validates each component before Keycloak stores it. A component can come from our REST API, from Keycloak's REST API
 * for components, or from an import.
 */
public abstract class ApiCatalogComponentFactory extends PlainFactory<ApiCatalogProvider>
        implements ComponentFactory<ApiCatalogProvider, ApiCatalogProvider> {

    private final String id;
    private final String help;
    private final List<ProviderConfigProperty> properties;

    ApiCatalogComponentFactory(String id, String help, List<ProviderConfigProperty> properties) {
        this.id = id;
        this.help = help;
        this.properties = List.copyOf(properties);
    }

    /**
     * Validates a component before it is stored.
     *
     * @throws InvalidInputException with all errors
     */
    abstract void validate(RealmModel realm, ComponentModel component);

    @Override
    public final void validateConfiguration(KeycloakSession session, RealmModel realm, ComponentModel component) {
        try {
            validate(realm, component);
        } catch (InvalidInputException e) {
            // Keycloak formats the text with MessageFormat, so quotes and braces must be escaped
            String text = "Invalid " + id + " " + shown(component.getName()) + ": " + e.getMessage();
            throw new ComponentValidationException(
                    text.replace("'", "''").replace("{", "'{'").replace("}", "'}'"));
        }
    }

    /** Returns a valid name in full, so that an administrator finds the component in the file of an import. */
    private static String shown(@Nullable String name) {
        if (name == null) {
            return "";
        }
        boolean isSafe = Permission.isName(name) && !SecretDetector.containsSecret(name, ImportedPrefixes.NONE);
        return isSafe ? name : FieldError.shown(name);
    }

    @Override
    public final ApiCatalogProvider create(KeycloakSession session, ComponentModel component) {
        throw new UnsupportedOperationException("Components of this type are data only");
    }

    @Override
    public final String getHelpText() {
        return help;
    }

    /**
     * Lists all stored properties, because Keycloak's REST API for components and Keycloak's partial export omit
     * properties that are not listed here.
     */
    @Override
    public final List<ProviderConfigProperty> getConfigProperties() {
        return properties;
    }

    @Override
    public final String getId() {
        return id;
    }
}
