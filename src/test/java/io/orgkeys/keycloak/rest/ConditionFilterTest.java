package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.util.Map;

import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.KeyConditions;
import io.orgkeys.keycloak.model.KeyOrder;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.TimeRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConditionFilterTest {

    private final QueryValues values = new QueryValues();

    @Test
    void readsEachParameter() {
        KeyConditions conditions = new ConditionFilter(
                        "2027-01-02T00:00:00Z",
                        "2027-01-01T00:00:00Z",
                        "2028-01-02T00:00:00Z",
                        "2028-01-01T01:00:00+01:00",
                        "2026-01-02T00:00:00Z",
                        "2026-01-01T00:00:00Z",
                        "false",
                        "domains:delete",
                        "plan:pro note:\"two words\"",
                        "true")
                .read(values);
        values.errors().throwIfAny();
        assertThat(conditions)
                .isEqualTo(new KeyConditions(
                        range("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"),
                        range("2028-01-01T00:00:00Z", "2028-01-02T00:00:00Z"),
                        range("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
                        false,
                        new Permission("domains", "delete"),
                        Map.of("plan", "pro", "note", "two words"),
                        true));
    }

    private static TimeRange range(String from, String before) {
        return new TimeRange(Instant.parse(from), Instant.parse(before));
    }

    @Test
    void missingAndBlankParametersDoNotFilter() {
        assertThat(new ConditionFilter(null, "", " ", null, null, null, "", " ", " ", null).read(values))
                .isEqualTo(KeyConditions.NONE);
        values.errors().throwIfAny();
    }

    @Test
    void reportsAllInvalidParameters() {
        new ConditionFilter("x", "2027-01-01", "2027", "12:00", "now", "-", "1", "domains", "plan", "yes").read(values);
        new Page(null, null, "id").order(values);
        InvalidInputException invalid = catchThrowableOfType(
                InvalidInputException.class, () -> values.errors().throwIfAny());
        assertThat(invalid.errors())
                .extracting(error -> error.field())
                .containsExactlyInAnyOrder(
                        "createdBefore",
                        "createdAfter",
                        "expiresBefore",
                        "expiresAfter",
                        "lastUsedBefore",
                        "lastUsedAfter",
                        "unused",
                        "permission",
                        "q",
                        "leaked",
                        "sort");
    }

    @Test
    void readsTheOrder() {
        assertThat(KeyOrder.of("-lastUsedAt")).contains(new KeyOrder(KeyOrder.Field.LAST_USED_AT, true));
        assertThat(KeyOrder.of("expiresAt")).contains(new KeyOrder(KeyOrder.Field.EXPIRES_AT, false));
        for (String invalid : new String[] {"", "-", "--name", "NAME", "updatedAt", "name,createdAt"}) {
            assertThat(KeyOrder.of(invalid)).as(invalid).isEmpty();
        }
        assertThat(new Page(null, null, " ").order(values)).isEqualTo(KeyOrder.BY_NAME);
    }
}
