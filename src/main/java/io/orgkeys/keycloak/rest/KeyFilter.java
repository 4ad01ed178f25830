package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.util.Set;

import jakarta.ws.rs.QueryParam;

import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.InvalidInputException;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that filter keys by their owner, type, status and name. A missing or blank parameter does not
 * filter.
 */
public record KeyFilter(
        @Parameter(description = "Only user keys of the user with this id.") @QueryParam("userId") @Nullable
        String userId,

        @Parameter(description = "Only keys that were created by the user or the API key with this id.")
        @QueryParam("createdBy")
        @Nullable
        String createdBy,

        @Parameter(description = "Only keys of this type: user or bot.") @QueryParam("type") @Nullable
        String type,

        @Parameter(description = "Only keys of this status. One of: " + KeyFilter.STATUSES + ".")
        @QueryParam("status")
        @Nullable
        String status,

        @Parameter(
                description =
                        "Only keys whose name begins with this text, contains it (*text*) or equals it (\"text\");"
                                + " or the key with this id.")
        @QueryParam("search")
        @Nullable
        String search) {

    private static final String STATUSES = "active, expired, disabled, suspended, unknown";

    /** Returns the same filter, restricted to the keys of one user. */
    public KeyFilter ofUser(String id) {
        return new KeyFilter(id, createdBy, type, status, search);
    }

    /**
     * Validates the parameters.
     *
     * @param organizationIds the organizations whose keys may be listed; null for all organizations of the realm
     * @throws InvalidInputException with all errors
     */
    Selection read(
            String realmId, @Nullable Set<String> organizationIds, ConditionFilter conditions, Page page, Instant now) {
        QueryValues values = new QueryValues();
        ApiKeyType wantedType = values.choice("type", type, ApiKeyType::of, ApiKeyType.TEXTS);
        ApiKeyStatus wantedStatus = values.choice("status", status, ApiKeyStatus::of, ApiKeyStatus.TEXTS);
        boolean filtersExpiry = wantedStatus != null && wantedStatus != ApiKeyStatus.DISABLED;
        ApiKeyQuery query = new ApiKeyQuery(
                realmId,
                organizationIds,
                values.text("userId", userId, Identifier::isPlausible, FieldErrorCode.INVALID_ID),
                values.text("createdBy", createdBy, Identifier::isPlausible, FieldErrorCode.INVALID_ID),
                wantedType,
                wantedStatus == null ? null : wantedStatus != ApiKeyStatus.DISABLED,
                filtersExpiry ? wantedStatus == ApiKeyStatus.EXPIRED : null,
                now,
                values.text("search", search, KeyFilter::isSearchable, FieldErrorCode.CONTROL_CHARACTERS),
                conditions.read(values),
                page.order(values),
                null,
                page.first(values),
                page.max(values));
        values.errors().throwIfAny();
        return new Selection(query, wantedStatus);
    }

    static boolean isSearchable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /**
     * The selected keys.
     *
     * @param status the requested status, which {@link KeyList} checks, because the database cannot filter by every
     *     status; null for any status
     */
    record Selection(ApiKeyQuery query, @Nullable ApiKeyStatus status) {}
}
