package io.orgkeys.keycloak.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * A list of keys. The database filters, sorts and pages. The statuses {@code active}, {@code suspended} and {@code
 * unknown} depend on owners and roles, which are not in our tables. To find keys with one of these statuses, this class
 * reads the keys in the order of the list and checks each key, until the page is full.
 */
public final class KeyList {

    private static final int BATCH = 200;

    private final ApiKeyServices services;
    private final ApiKeyQuery query;
    private final @Nullable ApiKeyStatus status;

    /**
     * Validates the query parameters.
     *
     * @param organizationIds the organizations whose keys may be listed; null for all organizations of the realm
     * @throws InvalidInputException with all errors
     */
    public KeyList(
            ApiKeyServices services,
            String realmId,
            @Nullable Set<String> organizationIds,
            KeyFilter filter,
            ConditionFilter conditions,
            Page page) {
        KeyFilter.Selection selection = filter.read(
                realmId, organizationIds, conditions, page, services.clock().instant());
        this.services = services;
        this.query = selection.query();
        this.status = selection.status();
    }

    public List<ApiKeyRepresentation> page() {
        List<KeyState> page = isComputed()
                ? computed(query.first(), query.max())
                : services.store().keys().find(query).stream()
                        .map(services.states()::of)
                        .toList();
        return page.stream().map(ApiKeyRepresentation::of).toList();
    }

    public long count() {
        return isComputed()
                ? computed(0, Integer.MAX_VALUE).size()
                : services.store().keys().count(query);
    }

    private boolean isComputed() {
        return status == ApiKeyStatus.ACTIVE || status == ApiKeyStatus.SUSPENDED || status == ApiKeyStatus.UNKNOWN;
    }

    private List<KeyState> computed(int skip, int max) {
        List<KeyState> found = new ArrayList<>();
        int skipped = 0;
        List<ApiKey> batch = services.store().keys().find(query.page(0, BATCH));
        while (!batch.isEmpty() && found.size() < max) {
            for (ApiKey key : batch) {
                KeyState state = services.states().of(key);
                if (state.status() != status || found.size() == max) {
                    continue;
                }
                if (skipped < skip) {
                    skipped++;
                } else {
                    found.add(state);
                }
            }
            batch = services.store().keys().find(query.next(batch.get(batch.size() - 1), BATCH));
        }
        return found;
    }
}
