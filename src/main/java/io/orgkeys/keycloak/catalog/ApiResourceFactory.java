package io.orgkeys.keycloak.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** A resource of the catalogue as a realm component. The component's name is the resource's. */
public final class ApiResourceFactory extends ApiCatalogComponentFactory {

    public static final String ID = "api-resource";

    private static final String DESCRIPTION = "description";
    private static final String ACTIONS = "actions";
    private static final String AUDIENCE = "audience";
    private static final String ROLES_PREFIX = "roles.";
    private static final Set<String> PLAIN_FIELDS = Set.of(DESCRIPTION, ACTIONS, AUDIENCE);

    public ApiResourceFactory() {
        super(ID, "A resource that API keys may be permitted to use, and its actions.");
    }

    @Override
    void validate(RealmModel realm, ComponentModel component) {
        FieldErrors errors = new FieldErrors();
        component.getConfig().keySet().stream()
                .filter(field -> !PLAIN_FIELDS.contains(field) && !field.startsWith(ROLES_PREFIX))
                .forEach(field -> errors.add(field, "There is no such setting."));
        ApiResource resource = read(component);
        resource.validate(errors);
        ApiCatalog.of(realm)
                .twinOf(resource.name(), component.getId())
                .ifPresent(twin -> errors.add(
                        "name",
                        twin.equals(resource.name())
                                ? "The catalogue has a resource \"" + twin + "\" already."
                                : "The catalogue has \"" + twin + "\", which differs in upper and lower case only."));
        errors.throwIfAny();
    }

    static ApiResource read(ComponentModel component) {
        Map<String, Set<String>> roles = new TreeMap<>();
        component.getConfig().forEach((field, values) -> {
            if (field.startsWith(ROLES_PREFIX)) {
                roles.put(field.substring(ROLES_PREFIX.length()), new TreeSet<>(values));
            }
        });
        return new ApiResource(
                text(component.getName()),
                component.get(DESCRIPTION),
                values(component, ACTIONS),
                roles,
                values(component, AUDIENCE));
    }

    static void write(ApiResource resource, ComponentModel component) {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        if (resource.description() != null) {
            config.putSingle(DESCRIPTION, resource.description());
        }
        config.put(ACTIONS, List.copyOf(resource.actions()));
        resource.roles().forEach((action, roles) -> config.put(ROLES_PREFIX + action, List.copyOf(roles)));
        if (!resource.audience().isEmpty()) {
            config.put(AUDIENCE, List.copyOf(resource.audience()));
        }
        component.setName(resource.name());
        component.setConfig(config);
    }

    private static Set<String> values(ComponentModel component, String field) {
        return new TreeSet<>(component.getConfig().getOrDefault(field, List.of()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
