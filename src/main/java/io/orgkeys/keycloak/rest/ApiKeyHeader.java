package io.orgkeys.keycloak.rest;

import java.util.List;

import org.keycloak.models.KeycloakSession;

/** The request header that carries a key. There is no query parameter for keys, because URLs end up in logs. */
public final class ApiKeyHeader {

    private static final String NAME = "x-api-key";

    private ApiKeyHeader() {}

    /** Returns all values of the header. More than one is an error of the client. */
    public static List<String> values(KeycloakSession session) {
        return session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(NAME);
    }
}
