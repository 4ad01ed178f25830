package io.orgkeys.keycloak.jpa;

import java.util.Map;

import org.keycloak.compatibility.CompatibilityMetadataProvider;
import org.keycloak.compatibility.CompatibilityResult;

import io.orgkeys.keycloak.option.OptionValues;

/**
 * Tells {@code kc.sh update-compatibility} whether nodes with two versions of this provider can run side by side. They can as
 * long as both have the same tables and the same {@link #LEVEL}. The version of the provider is shown, but not compared.
 */
public final class ApiKeyCompatibilityMetadataProvider implements CompatibilityMetadataProvider {

    static final String ID = "org-api-keys";

    /** The last change set of the changelog. */
    static final String SCHEMA = "0.1.0-no-foreign-keys";

    /** To be raised when nodes of the former version cannot run beside this one although the tables are the same. */
    private static final String LEVEL = "1";

    private static final Map<String, String> COMPARED = Map.of("schema", SCHEMA, "level", LEVEL);

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("version", OptionValues.version(), "schema", SCHEMA, "level", LEVEL);
    }

    /**
     * Compares with the metadata of the running servers. Without any, they do not have this provider: it may be added in a
     * rolling update, because there are no keys to verify yet. Keycloak itself refuses the opposite.
     */
    @Override
    public CompatibilityResult isCompatible(Map<String, String> other) {
        if (other.isEmpty()) {
            return CompatibilityResult.providerCompatible(ID);
        }
        return COMPARED.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(other.get(entry.getKey())))
                .findFirst()
                .map(entry -> CompatibilityResult.incompatibleAttribute(
                        ID, entry.getKey(), other.get(entry.getKey()), entry.getValue()))
                .orElseGet(() -> CompatibilityResult.providerCompatible(ID));
    }
}
