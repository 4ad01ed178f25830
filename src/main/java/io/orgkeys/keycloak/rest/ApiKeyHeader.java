package io.orgkeys.keycloak.rest;

import java.util.List;

import org.keycloak.models.KeycloakSession;

/** The request header that carries a key. Never a query parameter: addresses end up in logs. */
public final class ApiKeyHeader {

    public static final String NAME = "x-api-key";

    private ApiKeyHeader() {}

    /** What was sent in it; more than one value is never right. */
    public static List<String> values(KeycloakSession session) {
        return session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(NAME);
    }
}
