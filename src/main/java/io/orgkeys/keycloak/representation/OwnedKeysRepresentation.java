package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.service.OrphanedKeys;
import io.orgkeys.keycloak.service.SwitchedKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an owner that were deleted, disabled or restored together, in the JSON of an admin event.
 *
 * @param userId the member; missing if the keys are those of the organization
 * @param count the number of keys
 * @param ids the ids of the keys; a long list is truncated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnedKeysRepresentation(
        String organizationId, @Nullable String userId, long count, List<String> ids) {

    public static OwnedKeysRepresentation of(OrphanedKeys keys) {
        return new OwnedKeysRepresentation(keys.organizationId(), keys.userId(), keys.count(), keys.ids());
    }

    public static OwnedKeysRepresentation of(SwitchedKeys keys) {
        return new OwnedKeysRepresentation(
                keys.organizationId(),
                keys.userId(),
                keys.ids().size(),
                keys.ids().stream().limit(OrphanedKeys.MAX_IDS).toList());
    }
}
