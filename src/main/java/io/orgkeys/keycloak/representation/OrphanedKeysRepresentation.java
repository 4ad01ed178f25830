package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.service.OrphanedKeys;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were deleted with their owner, in the JSON of an admin event.
 *
 * @param userId the member; missing when the organization was removed
 * @param count how many keys were deleted
 * @param ids of the first of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrphanedKeysRepresentation(
        String organizationId, @Nullable String userId, long count, List<String> ids) {

    public static OrphanedKeysRepresentation of(OrphanedKeys keys) {
        return new OrphanedKeysRepresentation(keys.organizationId(), keys.userId(), keys.count(), keys.ids());
    }
}
