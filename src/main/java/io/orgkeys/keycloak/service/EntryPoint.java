package io.orgkeys.keycloak.service;

import java.util.Locale;

/** The kind of request that causes a verification, for metrics and traces. */
public enum EntryPoint {
    VERIFY,
    INTROSPECTION,
    /** Introspection of a token that was issued for a key. */
    TOKEN_INTROSPECTION,
    TOKEN_EXCHANGE,
    LOGIN,
    /** Keycloak issues a token after a login with a key. */
    LOGIN_TOKEN,
    /** A request to the account REST API with a key. */
    ACCOUNT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Returns whether the address of the client must be in the networks of the key. Services may pass a token on to
     * other services, so requests with a token can come from any address.
     */
    boolean checksNetworks() {
        return this != TOKEN_INTROSPECTION;
    }

    /**
     * Returns whether failed lookups are limited per address. Failed lookups of token exchanges are not limited,
     * because they all come from the address of the OAuth client that exchanges the keys. This client is authenticated,
     * and a limit would affect everybody who sends keys to it.
     */
    boolean isLimited() {
        return this != TOKEN_EXCHANGE;
    }

    /** Returns the name in metrics and traces, which does not change. */
    public String text() {
        return text;
    }
}
