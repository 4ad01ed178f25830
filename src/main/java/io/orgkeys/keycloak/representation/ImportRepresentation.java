package io.orgkeys.keycloak.representation;

import java.util.List;

/**
 * What became of an import, in JSON.
 *
 * @param dryRun nothing was stored: the rest tells what would have been
 * @param keys in the order in which they were sent
 */
public record ImportRepresentation(boolean dryRun, long accepted, long failed, List<ImportedKeyRepresentation> keys) {

    public static ImportRepresentation of(boolean dryRun, List<ImportedKeyRepresentation> keys) {
        long accepted =
                keys.stream().filter(ImportedKeyRepresentation::isAccepted).count();
        return new ImportRepresentation(dryRun, accepted, keys.size() - accepted, List.copyOf(keys));
    }
}
