package io.orgkeys.keycloak.model;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Conditions on the history and the permissions of a key. A null component does not restrict the result.
 *
 * @param createdAt only keys that were created in this range
 * @param expiresAt only keys that expire in this range; a key without an expiry is in the range of all times only
 * @param lastUsedAt only keys whose last use is in this range; a key that was never used is before every time
 * @param unused true for only the keys that were never used, false for only the keys that were used
 * @param permission only keys to which this permission was granted
 * @param attributes only keys that have each of these attributes with this value, possibly among other values
 * @param leaked true for only the keys whose current secret leaked, false for only the other keys
 */
public record KeyConditions(
        TimeRange createdAt,
        TimeRange expiresAt,
        TimeRange lastUsedAt,
        @Nullable Boolean unused,
        @Nullable Permission permission,
        Map<String, String> attributes,
        @Nullable Boolean leaked) {

    /** No condition. */
    public static final KeyConditions NONE =
            new KeyConditions(TimeRange.ALL, TimeRange.ALL, TimeRange.ALL, null, null, Map.of(), null);

    public KeyConditions {
        attributes = Map.copyOf(attributes);
    }
}
