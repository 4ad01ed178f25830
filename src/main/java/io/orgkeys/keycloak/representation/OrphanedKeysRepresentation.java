package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.service.OrphanedKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were deleted with their owner, in the JSON of an admin event.
 *
 * @param userId the member; missing if the organization was deleted
 * @param count the number of deleted keys
 * @param ids the ids of the deleted keys; a long list is truncated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrphanedKeysRepresentation(
        String organizationId, @Nullable String userId, long count, List<String> ids) {

    public static OrphanedKeysRepresentation of(OrphanedKeys keys) {
        return new OrphanedKeysRepresentation(keys.organizationId(), keys.userId(), keys.count(), keys.ids());
    }
}
