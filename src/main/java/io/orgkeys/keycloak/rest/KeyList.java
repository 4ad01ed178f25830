package io.orgkeys.keycloak.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * A list of keys as asked for by query parameters. The database filters, sorts and pages. Only {@code active},
 * {@code suspended} and {@code unknown} depend on owners and roles, which are not in our tables: for those, keys are examined one
 * by one in the order of the list, until the page is full.
 */
public final class KeyList {

    private static final int DEFAULT_MAX = 100;
    private static final int MAXIMUM_MAX = 1000;
    private static final int BATCH = 200;

    private final ApiKeyServices services;
    private final ApiKeyQuery query;
    private final @Nullable ApiKeyStatus status;

    private KeyList(ApiKeyServices services, ApiKeyQuery query, @Nullable ApiKeyStatus status) {
        this.services = services;
        this.query = query;
        this.status = status;
    }

    /**
     * Reads the query parameters; null and empty ones do not restrict.
     *
     * @param organizationIds the keys of which organizations may be listed; null for all of the realm
     */
    public static KeyList of(
            ApiKeyServices services,
            String realmId,
            @Nullable Set<String> organizationIds,
            @Nullable String userId,
            @Nullable String createdBy,
            @Nullable String type,
            @Nullable String status,
            @Nullable String search,
            @Nullable String first,
            @Nullable String max) {
        FieldErrors errors = new FieldErrors();
        ApiKeyType wantedType = given(type)
                .map(text -> ApiKeyType.of(text)
                        .orElseGet(() -> wrong("type", "Must be user or bot.", errors, ApiKeyType.BOT)))
                .orElse(null);
        ApiKeyStatus wantedStatus = given(status)
                .map(text -> ApiKeyStatus.of(text)
                        .orElseGet(() -> wrong(
                                "status",
                                "Must be active, expired, disabled, suspended or unknown.",
                                errors,
                                ApiKeyStatus.ACTIVE)))
                .orElse(null);
        given(userId).filter(id -> !Identifier.isPlausible(id)).ifPresent(id -> errors.add("userId", "Is not an id."));
        given(createdBy)
                .filter(id -> !Identifier.isPlausible(id))
                .ifPresent(id -> errors.add("createdBy", "Is not an id."));
        given(search)
                .filter(text -> text.codePoints()
                        .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE))
                .ifPresent(text -> errors.add("search", "Must not have control characters."));
        int from = number("first", first, 0, Integer.MAX_VALUE, errors);
        int size = number("max", max, DEFAULT_MAX, MAXIMUM_MAX, errors);
        errors.throwIfAny();
        ApiKeyQuery query = new ApiKeyQuery(
                realmId,
                organizationIds,
                given(userId).orElse(null),
                given(createdBy).orElse(null),
                wantedType,
                wantedStatus == null ? null : wantedStatus != ApiKeyStatus.DISABLED,
                (wantedStatus == null || wantedStatus == ApiKeyStatus.DISABLED)
                        ? null
                        : wantedStatus == ApiKeyStatus.EXPIRED,
                services.clock().instant(),
                given(search).orElse(null),
                from,
                size);
        return new KeyList(services, query, wantedStatus);
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
        for (int at = 0; found.size() < max; at += BATCH) {
            List<ApiKey> batch = services.store().keys().find(query.page(at, BATCH));
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
            if (batch.size() < BATCH) {
                break;
            }
        }
        return found;
    }

    /** A parameter that is left empty is none. */
    static Optional<String> given(@Nullable String parameter) {
        return Optional.ofNullable(parameter).filter(text -> !text.isBlank());
    }

    private static <T> T wrong(String name, String detail, FieldErrors errors, T instead) {
        errors.add(name, detail);
        return instead;
    }

    private static int number(String name, @Nullable String text, int byDefault, int maximum, FieldErrors errors) {
        Optional<String> wanted = given(text);
        if (wanted.isEmpty()) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(wanted.get());
            if (number >= 0 && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the same error
        }
        errors.add(name, "Must be a whole number from 0 to " + maximum + ".");
        return byDefault;
    }
}
