package io.orgkeys.spring;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Which address of a request is compared with the networks of a restricted key. */
public enum ClientAddress {

    /**
     * The address of the connection. With {@code server.forward-headers-strategy}, this is the address that the proxy
     * reported.
     */
    CONNECTION,

    /** None. Keys that are restricted to networks are invalid. */
    NONE;

    private static final String STRATEGY = "server.forward-headers-strategy";

    /**
     * Returns this if the application chose whether to believe the headers of a proxy. Without a choice, Spring Boot
     * believes them on a cloud platform, also if a client of the same network sent them.
     */
    ClientAddress checked(Environment environment) {
        CloudPlatform platform = CloudPlatform.getActive(environment);
        if (this == CONNECTION
                && platform != null
                && platform.isUsingForwardHeaders()
                && !Binder.get(environment).bind(STRATEGY, String.class).isBound()) {
            throw new IllegalStateException("Set the property " + STRATEGY + ". On the platform " + platform
                    + ", Spring Boot otherwise believes X-Forwarded-For, and a client can choose its address."
                    + " Set it to none, or to native if a proxy replaces the headers of the client."
                    + " You can also set org-api-keys.client-address to none.");
        }
        return this;
    }

    @Nullable
    String of(HttpServletRequest request) {
        return this == CONNECTION ? request.getRemoteAddr() : null;
    }
}
