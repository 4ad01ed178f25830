package com.example.stats;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.stereotype.Component;

/** Reads the key from {@code x-api-key} or {@code Authorization: Bearer}. Refuses several credentials. */
@Component
class ApiKeyResolver implements BearerTokenResolver {

    private final BearerTokenResolver bearer = new DefaultBearerTokenResolver();

    @Override
    public String resolve(HttpServletRequest request) {
        List<String> keys = Collections.list(request.getHeaders("x-api-key"));
        List<String> authorizations = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        // Two credentials could belong to two callers, and another component may have checked the other one
        if (keys.size() + authorizations.size() > 1) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidRequest("Send one key, in one header"));
        }
        return keys.isEmpty() ? bearer.resolve(request) : keys.get(0);
    }
}
