package io.orgkeys.keycloak.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** Stores a resource of the catalog as a realm component. The component has the name of the resource. */
public final class ApiResourceFactory extends ApiCatalogComponentFactory {

    public static final String ID = "api-resource";

    private static final String DESCRIPTION = "description";
    private static final String ACTIONS = "actions";
    private static final String ROLES = "roles";
    private static final String AUDIENCE = "audience";
    private static final Set<String> FIELDS = Set.of(DESCRIPTION, ACTIONS, ROLES, AUDIENCE);

    public ApiResourceFactory() {
        super(
                ID,
                "A resource that API keys can have permissions for, and its actions.",
                List.of(
                        property(
                                DESCRIPTION,
                                ProviderConfigProperty.STRING_TYPE,
                                "The description of the resource, for users."),
                        texts(ACTIONS, "The actions of the resource, such as read."),
                        texts(
                                ROLES,
                                "The roles that entitle members to an action, as action:role. Without a role, all"
                                        + " members are entitled."),
                        texts(AUDIENCE, "The ids of the clients that serve the resource.")));
    }

    private static ProviderConfigProperty texts(String name, String help) {
        return property(name, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, help);
    }

    private static ProviderConfigProperty property(String name, String type, String help) {
        String label = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return new ProviderConfigProperty(name, label, help, type, null);
    }

    @Override
    void validate(RealmModel realm, ComponentModel component) {
        FieldErrors errors = new FieldErrors();
        component.getConfig().keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> errors.add(FieldError.shown(field), FieldErrorCode.UNKNOWN_FIELD));
        ApiResource resource = read(component);
        resource.validate(errors);
        ApiCatalog.of(realm)
                .findIgnoringCase(resource.name(), component.getId())
                .ifPresent(twin -> errors.add("name", FieldErrorCode.NAME_TAKEN, twin));
        errors.throwIfAny();
    }

    @Override
    public void onUpdate(KeycloakSession session, RealmModel realm, ComponentModel before, ComponentModel after) {
        LostPermissions.ofChanged(read(before), read(after), session, realm);
    }

    /**
     * Keycloak does not call this method when it removes a whole realm. The keys of the realm are then removed, too.
     */
    @Override
    public void preRemove(KeycloakSession session, RealmModel realm, ComponentModel component) {
        LostPermissions.ofRemoved(read(component), session, realm);
    }

    static ApiResource read(ComponentModel component) {
        return new ApiResource(
                text(component.getName()),
                component.get(DESCRIPTION),
                values(component, ACTIONS),
                roles(component),
                values(component, AUDIENCE));
    }

    static void write(ApiResource resource, ComponentModel component) {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        if (resource.description() != null) {
            config.putSingle(DESCRIPTION, resource.description());
        }
        config.put(ACTIONS, List.copyOf(resource.actions()));
        resource.roles().forEach((action, roles) -> roles.forEach(role -> config.add(ROLES, action + ':' + role)));
        if (!resource.audience().isEmpty()) {
            config.put(AUDIENCE, List.copyOf(resource.audience()));
        }
        component.setName(resource.name());
        component.setConfig(config);
    }

    /**
     * Parses values of the form {@code action:role}. A value without a colon becomes a role with an empty name, which
     * the validation refuses and no user has.
     */
    private static Map<String, Set<String>> roles(ComponentModel component) {
        Map<String, Set<String>> roles = new TreeMap<>();
        for (String value : values(component, ROLES)) {
            int colon = value.indexOf(':');
            String action = colon < 0 ? value : value.substring(0, colon);
            String role = colon < 0 ? "" : value.substring(colon + 1);
            roles.computeIfAbsent(action, name -> new TreeSet<>()).add(role);
        }
        return roles;
    }

    private static Set<String> values(ComponentModel component, String field) {
        return new TreeSet<>(component.getConfig().getOrDefault(field, List.of()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
