package io.orgkeys.keycloak.service;

import java.util.Locale;

/** The reason for a verification, for metrics and traces. */
public enum WayIn {
    VERIFY,
    INTROSPECTION,
    /** Introspection of a token that was issued for a key. */
    TOKEN_INTROSPECTION,
    TOKEN_EXCHANGE,
    LOGIN,
    /** Keycloak issues a token of a login with a key. */
    LOGIN_TOKEN,
    /** A call of the account REST with a key. */
    ACCOUNT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Whether the client must be in the networks of the key. A token may be passed on from one service to the next, so an
     * introspection of it may come from anywhere.
     */
    boolean isBoundToPlace() {
        return this != TOKEN_INTROSPECTION;
    }

    /** Whether failed lookups are limited per address. A client that exchanges keys is authenticated, and serves many others. */
    boolean isLimited() {
        return this != TOKEN_EXCHANGE;
    }

    /** Stable, for programs. */
    public String text() {
        return text;
    }
}
