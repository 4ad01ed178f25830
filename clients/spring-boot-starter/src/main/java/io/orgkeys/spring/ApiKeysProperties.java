package io.orgkeys.spring;

import io.orgkeys.client.ApiKeys;
import io.orgkeys.client.Metrics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of the starter.
 *
 * @param realmUrl for example {@code https://sso.example.com/realms/h0p}
 * @param clientId a confidential client of the realm
 * @param clientAddress which address of a request is compared with the networks of a key
 * @param maximumKeys the maximum number of keys whose answers are cached
 */
@ConfigurationProperties("org-api-keys")
record ApiKeysProperties(
        @Nullable String realmUrl,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @DefaultValue("connection") ClientAddress clientAddress,
        @DefaultValue("100000") int maximumKeys) {

    ApiKeys start(Metrics metrics) {
        return ApiKeys.ofRealm(
                        required("realm-url", realmUrl),
                        required("client-id", clientId),
                        required("client-secret", clientSecret))
                .maximumKeys(maximumKeys)
                .metrics(metrics)
                .start();
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("Set the property org-api-keys." + name);
        }
        return value;
    }

    /** Omits the secret of the client. */
    @Override
    public String toString() {
        return "client " + clientId + " of " + realmUrl;
    }
}
