package io.orgkeys.spring;

import java.util.Objects;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The paths of Spring Boot's actuator. A key of any organization must not open it: it shows the memory of the
 * application, for example. Spring Boot's own matcher has different names in Spring Boot 3 and 4.
 */
final class ActuatorPaths {

    private static final String ACTUATOR = "org.springframework.boot.actuate.endpoint.annotation.Endpoint";

    private final Set<String> bases;

    private ActuatorPaths(Set<String> bases) {
        this.bases = bases;
    }

    static ActuatorPaths of(Environment environment) {
        String base = withoutLastSlash(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
        if (base.isEmpty()) {
            if (ClassUtils.isPresent(ACTUATOR, ActuatorPaths.class.getClassLoader())) {
                throw new IllegalStateException(
                        "The paths of the actuator cannot be told from those of the application."
                                + " Set management.endpoints.web.base-path, or define a SecurityFilterChain.");
            }
            return new ActuatorPaths(Set.of());
        }
        String servlet = withoutLastSlash(environment.getProperty("spring.mvc.servlet.path", ""));
        // A separate port of the actuator does not have the path of the servlet
        return new ActuatorPaths(servlet.isEmpty() ? Set.of(base) : Set.of(base, servlet + base));
    }

    private static String withoutLastSlash(String path) {
        return StringUtils.trimTrailingCharacter(path, '/');
    }

    boolean includes(HttpServletRequest request) {
        return isBelow("", request);
    }

    /** Returns whether the request is for the health of the application, which probes read without a key. */
    boolean includesAsHealth(HttpServletRequest request) {
        return isBelow("/health", request);
    }

    private boolean isBelow(String endpoint, HttpServletRequest request) {
        // Decoded, without the context path
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return bases.stream()
                .map(base -> base + endpoint)
                .anyMatch(base -> path.equals(base) || path.startsWith(base + "/"));
    }
}
