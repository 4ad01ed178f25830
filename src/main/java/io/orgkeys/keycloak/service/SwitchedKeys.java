package io.orgkeys.keycloak.service;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The keys of one organization that the kill switch changed.
 *
 * @param userId the owner of the keys; null if the kill switch changed all keys of the organization
 */
public record SwitchedKeys(
        KillSwitch.Action action,
        String organizationId,
        @Nullable String userId,
        List<String> ids) {

    public SwitchedKeys {
        ids = List.copyOf(ids);
    }
}
