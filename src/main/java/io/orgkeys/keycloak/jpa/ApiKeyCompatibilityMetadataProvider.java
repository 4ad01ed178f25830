package io.orgkeys.keycloak.jpa;

import java.util.Map;

import org.keycloak.compatibility.CompatibilityMetadataProvider;
import org.keycloak.compatibility.CompatibilityResult;

import io.orgkeys.keycloak.option.OptionValues;

/**
 * Provides the metadata with which {@code kc.sh update-compatibility} decides whether nodes with two versions of this
 * provider can run side by side. They can do so if both versions use the same tables and declare the same {@link
 * #LEVEL}. The metadata also contains the version of the provider, which is not compared.
 */
public final class ApiKeyCompatibilityMetadataProvider implements CompatibilityMetadataProvider {

    static final String ID = "org-api-keys";

    /** The last change set of the changelog. */
    static final String SCHEMA = "0.1.0-refusals";

    /**
     * The compatibility level. Raise it when nodes of the previous version cannot run beside nodes of this version,
     * although the tables are the same.
     */
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
     * Compares this version with the metadata of the running servers. If the metadata is empty, these servers do not
     * have this provider. The provider can then be added in a rolling update, because there are no keys to verify yet.
     * Keycloak itself refuses to remove a provider in a rolling update.
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
