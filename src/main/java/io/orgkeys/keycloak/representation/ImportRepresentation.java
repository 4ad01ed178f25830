package io.orgkeys.keycloak.representation;

import java.util.List;

/**
 * The result of an import in JSON.
 *
 * @param dryRun whether the import was only simulated. Nothing was stored, and the other fields describe what an import
 *     would do
 * @param keys the results, in the order of the request
 */
public record ImportRepresentation(boolean dryRun, long accepted, long failed, List<ImportedKeyRepresentation> keys) {

    public static ImportRepresentation of(boolean dryRun, List<ImportedKeyRepresentation> keys) {
        long accepted =
                keys.stream().filter(ImportedKeyRepresentation::isAccepted).count();
        return new ImportRepresentation(dryRun, accepted, keys.size() - accepted, List.copyOf(keys));
    }
}
