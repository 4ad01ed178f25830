package io.orgkeys.keycloak.rest.verify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SampleKey;
import io.orgkeys.keycloak.service.KeyState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "a:b c:d, 7, a:b c:d",
        "a:b c:d, 6, a:b",
        "a:b c:d, 4, a:b",
        "a:b c:d, 3, a:b",
        "a:b c:d, 2, ''",
        "a:b c:d, 0, ''",
        "a:b c:d, -5, ''",
        "'', 0, ''",
        "'', -1, ''",
    })
    void truncatesAScopeAfterAWholePermission(String scope, int room, String beginning) {
        assertThat(IdentityHeaders.beginning(scope, room)).isEqualTo(beginning);
    }

    /**
     * Ids can have any length, because user ids can come from user storage providers, and organization ids from
     * imports.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, none",
        "170, 170, 115, none",
        "170, 170, 122, permissions",
        "170, 170, 170, organization",
        "171, 171, 171, subject organizationId organization",
        "255, 255, 255, subject organizationId organization",
        "255, 170, 100, subject",
    })
    void theHeadersFitWhateverIsLong(int subject, int organizationId, int alias, String truncated) {
        Map<String, String> headers = write(subject, organizationId, alias);
        int size = headers.entrySet().stream()
                .mapToInt(header -> (header.getKey() + ": " + header.getValue() + "\r\n").length())
                .sum();
        assertThat(size).isLessThanOrEqualTo(IdentityHeaders.MAXIMUM);
        assertThat(headers.get(IdentityHeaders.TRUNCATED)).isEqualTo(truncated);
        assertThat(headers.get("X-Auth-Subject")).isIn("", "%C3%BC".repeat(subject));
        assertThat(headers.get("X-Auth-Organization-Id")).isIn("", "%C3%BC".repeat(organizationId));
    }

    @Test
    void writesEveryHeaderEvenIfEmpty() {
        assertThat(write(255, 255, 255)).hasSize(9).containsEntry("X-Auth-Subject", "");
    }

    /** Writes the headers for values of these lengths. Each character takes six bytes in a header. */
    private static Map<String, String> write(int subject, int organizationId, int alias) {
        Organization organization = new Organization("\u00fc".repeat(organizationId), "\u00fc".repeat(alias), true);
        ApiKey key = SampleKey.of(
                new ApiKey.Identity(
                        "8db6e993-e8b7-4daf-959a-bb165e7388ca",
                        "realm",
                        organization.id(),
                        ApiKeyType.USER,
                        "\u00fc".repeat(subject)),
                Permissions.ofScope("stats:read"),
                null);
        Map<String, String> headers = new LinkedHashMap<>();
        IdentityHeaders.write(
                headers::put,
                new KeyState(
                        key,
                        organization,
                        null,
                        key.content().granted(),
                        null,
                        false,
                        permission -> true,
                        Instant.EPOCH),
                organization,
                Set::of);
        return headers;
    }
}
