package io.orgkeys.keycloak.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.vertx.core.http.HttpServerRequest;
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
        return isComputed()
                ? computed(query.first(), query.max())
                : services.store().keys().find(query).stream()
                        .map(services.states()::of)
                        .map(ApiKeyRepresentation::of)
                        .toList();
    }

    public long count() {
        return isComputed() ? countComputed() : services.store().keys().count(query);
    }

    /** Counts batch by batch, because the list can be too large for the memory. */
    private long countComputed() {
        long count = 0;
        for (Batch batch = batch(services, null); batch.last() != null; batch = batch(services, batch.last())) {
            count += batch.keys().size();
        }
        return count;
    }

    private boolean isComputed() {
        return status == ApiKeyStatus.ACTIVE || status == ApiKeyStatus.SUSPENDED || status == ApiKeyStatus.UNKNOWN;
    }

    private List<ApiKeyRepresentation> computed(int skip, int max) {
        List<ApiKeyRepresentation> found = new ArrayList<>();
        int skipped = 0;
        Batch batch = batch(services, null);
        while (batch.last() != null && found.size() < max) {
            for (ApiKeyRepresentation key : batch.keys()) {
                if (skipped < skip) {
                    skipped++;
                } else if (found.size() < max) {
                    found.add(key);
                }
            }
            batch = batch(services, batch.last());
        }
        return found;
    }

    /**
     * A part of the whole list, regardless of the page.
     *
     * @param last the key after which the next batch begins; null if the list has ended
     */
    record Batch(List<ApiKeyRepresentation> keys, @Nullable ApiKey last) {}

    /**
     * Reads the next batch of the list.
     *
     * @param in the services of the session that reads the batch
     * @param after the last key of the previous batch; null for the first batch
     */
    Batch batch(ApiKeyServices in, @Nullable ApiKey after) {
        List<ApiKey> keys = in.store().keys().find(after == null ? query.page(0, BATCH) : query.next(after, BATCH));
        return new Batch(
                keys.stream()
                        .map(in.states()::of)
                        .filter(state -> !isComputed() || state.status() == status)
                        .map(ApiKeyRepresentation::of)
                        .toList(),
                keys.isEmpty() ? null : keys.get(keys.size() - 1));
    }

    /** Returns the whole list as CSV, or the page if the request has a maximum number of keys. */
    public KeyExport export(KeycloakSessionFactory sessions, Page page, HttpServerRequest request) {
        return new KeyExport(
                this,
                services,
                sessions,
                request,
                query.realmId(),
                query.first(),
                page.hasMax() ? query.max() : Long.MAX_VALUE);
    }
}
